"""What the worker does in the background, each a function of settings and sessions.

Called by ``bot.app.worker`` and ``bot.app.__main__``.
"""
