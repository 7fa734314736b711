"""Training Rasa from the console: runs, their evaluation, and which model is in use.

Called by ``bot.console``, by ``bot.web``, and by the worker for the training itself.
"""
