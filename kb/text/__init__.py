"""Text handling shared by both Pythons: normalising, standard numbers and segmenting.

Called by ``kb``, by ``bot.conversation``, and by ``bot.rasa.components``: the only code both
Pythons run.
"""
