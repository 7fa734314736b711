"""The pages of the region's content.

Called by ``bot.app``.
"""
