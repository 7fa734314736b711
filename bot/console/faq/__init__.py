"""The pages of answers and their drafts.

Called by ``bot.app`` and ``bot.console.log``.
"""
