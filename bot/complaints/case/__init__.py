"""A case and what every room knows of it: its rows, number, steps, clocks, draft and evidence.

Called by the rooms of ``bot.complaints`` above it, ``bot.conversation``, ``bot.campaigns``,
``bot.editing``, ``bot.dashboard``, ``bot.console`` and ``bot.web``.
"""
