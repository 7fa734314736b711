"""Editing the FAQ: drafts, checks, review by another person, the publish gate, versions."""
