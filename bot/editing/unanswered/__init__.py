"""The inbox of what the bot could not answer: grouped by meaning, worked off by staff.

Called by ``bot.console`` and ``bot.web``; ``bot.editing.model`` takes the examples staff taught
from it.
"""
