"""Training Rasa from the console: runs, their evaluation, and which model is in use.

Called by ``bot.console``, and by the worker for the training itself.
"""
