"""What WeChat pushes: messages, events, media.

Called by ``bot.app``.
"""
