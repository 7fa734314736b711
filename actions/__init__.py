"""Rasa's hands, served by the app: each action reads, asks one skill, and speaks.

Called by ``bot.app`` alone, which runs them for Rasa behind a token.
"""
