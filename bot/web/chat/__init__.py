"""The chat of the web page, and what can be sent in it.

Called by ``bot.app`` and ``bot.web``.
"""
