"""Backups: made while the service runs, opened only by a key that is not on the machine.

Called by ``bot.app``.
"""
