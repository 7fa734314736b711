"""The pages of the catalogue: its lists, the official platforms, what does not agree.

Called by ``bot.app``.
"""
