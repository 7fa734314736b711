"""Rasa's hands, served by the app: each action reads, asks one skill, and speaks."""
