"""A case and what every room knows of it: its rows, number, steps, clocks, draft and evidence.

Called by ``bot.complaints.intake``, the rooms above it, ``bot.console`` and ``bot.web``.
"""
