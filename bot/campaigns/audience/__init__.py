"""Who gets a piece: segments, the account's tags, browsers that subscribed.

Called by ``bot.campaigns``, ``bot.console`` and ``bot.web``.
"""
