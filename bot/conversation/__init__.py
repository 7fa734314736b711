"""One turn of a conversation, from the message to the replies.

Called by ``bot.web``, once a message; ``actions`` speaks with its skills, ``bot.console``,
``bot.editing``, ``bot.campaigns`` and ``bot.dashboard`` read its rows.
"""
