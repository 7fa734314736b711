"""The official platforms' answers and uploaded lists: read, kept, compared with our catalogue.

Called by ``bot.console`` and the command line, and by the worker every night.
"""
