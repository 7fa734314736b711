"""What a story of a grievance says, in the text alone: no database, no case.

Called by the other rooms of ``bot.complaints``, ``bot.conversation``, ``bot.watching``,
``bot.official``, ``bot.editing``, ``bot.console`` and ``bot.app``.
"""
