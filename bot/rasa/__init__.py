"""Everything the Rasa process (Python 3.10) reads: domain, endpoints, custom NLU components.

Called by Rasa's process alone; the rest of the service speaks with it through ``bot.dialogue``.
"""
