"""The WeChat official account.

Called by ``bot.web`` (its webhook) and ``bot.console`` (menu and answers to files).
"""
