"""What staff write and another reviews: answers, the region's content, open questions, models.

Called by ``bot.console``, ``bot.campaigns`` and ``bot.app``; knows none of them.
"""
