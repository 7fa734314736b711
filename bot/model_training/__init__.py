"""Training Rasa from the console: runs, their evaluation, and which model is in use."""
