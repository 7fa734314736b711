"""The pages of cases.

Called by ``bot.app``.
"""
