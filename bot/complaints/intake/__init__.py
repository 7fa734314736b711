"""The form: from a story to a registered case.

Called by ``actions``, ``bot.conversation``, ``bot.editing``, ``bot.console``, ``bot.web`` and the
rooms of ``bot.complaints`` above it.
"""
