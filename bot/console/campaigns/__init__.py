"""The pages of campaigns, pieces, broadcasts and quizzes.

Called by ``bot.app``.
"""
