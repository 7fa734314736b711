"""The form: from a story to a registered case.

Called by ``bot.conversation``, ``bot.web`` and ``bot.complaints.office``.
"""
