"""The catalogue of standards as rows of the database: change sets, lists, search, replacement.

Import and the official platforms both propose rows (:mod:`kb.standards.change_set`); what a number
means and what may be said of it stays in :mod:`kb.catalogue`.
"""
