"""Editing the FAQ: drafts, checks, review by another person, the publish gate, versions.

Called by ``bot.console``; ``bot.campaigns`` and ``bot.editing.unanswered`` begin drafts.
"""
