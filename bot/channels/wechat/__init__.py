"""The WeChat official account.

Called by ``bot.web`` (its webhook), ``bot.console`` (menu and answers to files), ``bot.editing``
(the menu as content) and ``bot.outbox`` (cards).
"""
