"""Everything found in one message, found once; the bidders of ``bot.conversation`` read it.

Called by ``bot.conversation``, which makes it, ``bot.conversation.bidders``, which only read,
``bot.watching`` (the time a list is asked for) and ``bot.web``.
"""
