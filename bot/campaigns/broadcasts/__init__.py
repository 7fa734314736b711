"""A piece to many: scheduled, gathered, sent once, ended.

Called by ``bot.console``, ``bot.campaigns.office``, ``bot.campaigns.runner`` and
``bot.web.wechat``, which hears how a mass message ended.
"""
