"""Photos of product labels: what is printed there, and what the catalogue says to it.

Called by ``bot.web``, when a photo comes in a chat.
"""
