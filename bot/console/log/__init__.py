"""The log of conversations (对话记录), from which answers are mended.

Called by ``bot.app``.
"""
