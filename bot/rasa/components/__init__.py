"""Custom NLU components; of our own packages they may import kb.text only.

Called by ``bot.rasa``, for the vector handed over, and by the pipeline of config.yml.
"""
