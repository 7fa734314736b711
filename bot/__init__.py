"""The service around the knowledge base: channels, conversation, web and command line.

Called by ``server`` and ``actions``; imports ``kb``, never the other way round.
"""
