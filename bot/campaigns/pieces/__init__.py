"""What is published: an article or a message, written, inspected, approved, and what it reached.

Called by ``bot.console``, ``bot.web``, ``bot.dashboard`` and ``bot.campaigns``.
"""
