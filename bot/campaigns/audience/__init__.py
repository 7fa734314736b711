"""Who gets a piece: segments, the account's tags, browsers that subscribed.

Called by ``bot.campaigns.broadcasts``, ``bot.campaigns.pieces`` and ``bot.web``.
"""
