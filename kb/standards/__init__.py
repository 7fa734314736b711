"""The catalogue of standards as rows of the database: change sets, lists, search, replacement.

Called by ``kb.catalogue``, for what a number means and what may be said of it, ``bot.official``,
which like an import proposes rows (:mod:`kb.standards.change_set`), ``bot.console`` and
``bot.web``.
"""
