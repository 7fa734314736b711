"""The WeChat official account.

Called by ``bot.web`` (its webhook), ``bot.console`` (menu and answers to files) and
``bot.editing`` (the menu as content).
"""
