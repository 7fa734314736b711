"""Campaigns: calendar, content, audiences, approval, delivery, quiz, results.

Called by ``bot.web`` and ``bot.console`` and by the worker's jobs; what it sends leaves by
``bot.outbox``.
"""
