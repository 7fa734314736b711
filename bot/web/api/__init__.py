"""Open311, the interface for other systems.

Called by ``bot.app``.
"""
