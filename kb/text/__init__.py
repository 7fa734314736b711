"""Text handling shared by both Pythons: normalising, standard numbers and segmenting.

Called by ``kb``, by most of ``bot`` (``bot.conversation``, ``bot.complaints``, ``bot.editing``,
``bot.official`` ...), and by ``bot.rasa.components``: the only code both Pythons run.
"""
