"""Handing a conversation to a person and back: queue, live messages, call-backs.

Called by ``bot.conversation``, for the citizen, ``bot.console``, for the member of staff,
``bot.web``, ``bot.campaigns`` and ``bot.editing``.
"""
