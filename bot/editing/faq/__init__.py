"""Editing the FAQ: drafts, checks, review by another person, the publish gate, versions.

Called by ``bot.console`` and ``bot.web``; ``bot.campaigns`` and ``bot.editing`` begin drafts.
"""
