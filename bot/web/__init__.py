"""HTTP routes: webhooks, chat page, health.

Called by ``bot.app``, which gives it its parts; ``actions`` knows one of its types.
"""
