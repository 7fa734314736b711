"""Everything sent unasked leaves by this one door: rows, quota ledger, delivery.

Called by whoever has something to say unasked (``bot.complaints``, ``bot.campaigns``,
``bot.watching``, ``bot.handover``); knows none of them.
"""
