"""Handing a conversation to a person and back: queue, live messages, call-backs."""
