"""Campaigns: calendar, content, audiences, approval, delivery, quiz, results.

Called by ``bot.web``, ``bot.console``, ``bot.dashboard`` and by the worker's jobs; what it sends
leaves by ``bot.outbox``.
"""
