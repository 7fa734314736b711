"""The client of the Rasa process.

Called by ``bot.conversation``, for an intent or a turn of a form, and ``bot.web``, whether it is
there; nobody else speaks with Rasa.
"""
