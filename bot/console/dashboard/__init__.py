"""The figures of the service.

Called by ``bot.app``.
"""
