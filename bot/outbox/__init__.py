"""Everything sent unasked leaves by this one door: rows, quota ledger, delivery.

Called by whoever has something to say unasked (``bot.complaints``, ``bot.campaigns``,
``bot.watching``, ``bot.handover``, ``bot.editing``, ``bot.conversation``) and by ``bot.web``,
``bot.console`` and ``bot.dashboard``, which show it; knows none of them.
"""
