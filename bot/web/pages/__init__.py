"""The pages citizens read, with their templates.

Called by ``bot.app`` and ``bot.web``.
"""
