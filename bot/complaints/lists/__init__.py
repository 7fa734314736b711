"""Many cases at once: found, counted, exported.

Called by ``bot.console``.
"""
