"""What officers do with a case, step by step, and what its clocks demand.

Called by ``bot.console``, ``bot.editing`` and ``bot.complaints``.
"""
