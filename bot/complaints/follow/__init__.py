"""What citizens do with a case afterwards: ask, amend, withdraw, send files, want their data.

Called by ``bot.conversation``, ``bot.complaints``, ``bot.console`` and ``bot.web``.
"""
