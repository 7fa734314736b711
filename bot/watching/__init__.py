"""Standards citizens watch: told once of each change, and lists of numbers checked for them.

Called by ``bot.web`` and ``bot.campaigns`` (the chat's words), and by the worker every ten minutes.
"""
