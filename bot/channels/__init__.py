"""Channels: each parses, renders and sends for one platform and knows nothing else.

Called by ``bot.web``, which answers the platforms, and ``bot.outbox``, which sends;
``bot.complaints``, ``bot.editing`` and ``bot.console`` ask how long a message may be.
"""
