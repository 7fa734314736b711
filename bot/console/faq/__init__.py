"""The pages of answers and their drafts.

Called by ``bot.app``, ``bot.console.campaigns`` and ``bot.console.log``.
"""
