"""Search over the knowledge base: lexical, embedding, fused into one confidence.

Called by ``kb.knowledge`` and the files of ``kb`` that answer; whoever compares by meaning takes
its embedder: ``bot.complaints``, ``bot.conversation``, ``bot.editing``, ``bot.labels``,
``bot.dialogue``, ``bot.console`` and ``bot.web``.
"""
