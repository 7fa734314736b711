"""Handing a conversation to a person and back: queue, live messages, call-backs.

Called by ``bot.conversation``, for the citizen, and ``bot.console``, for the member of staff.
"""
