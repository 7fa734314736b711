"""A piece to many: scheduled, gathered, sent once, ended.

Called by ``bot.console`` and ``bot.campaigns.office``.
"""
