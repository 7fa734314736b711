"""The figures of the service.

Called by ``bot.app``; ``bot.console.campaigns``, ``bot.console.log``, ``bot.console.staff`` and
``bot.console.unanswered`` take its spans and charts.
"""
