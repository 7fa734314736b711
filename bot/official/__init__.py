"""The official platforms' answers: read, kept as they came, and compared with our catalogue.

Called by ``bot.console`` and the command line, and by the worker every night.
"""
