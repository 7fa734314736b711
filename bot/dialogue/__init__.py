"""The client of the Rasa process.

Called by ``bot.conversation``, for an intent or a turn of a form; nobody else speaks with Rasa.
"""
