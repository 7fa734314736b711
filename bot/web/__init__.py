"""HTTP routes: webhooks, chat page, health.

Called by ``server``, which gives it its parts; ``actions`` knows one of its types.
"""
