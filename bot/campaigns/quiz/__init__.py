"""Questions, the daily one, and quizzes.

Called by ``bot.campaigns.talk``, ``bot.console`` and ``bot.web``.
"""
