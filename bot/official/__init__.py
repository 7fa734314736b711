"""The official platforms' answers and uploaded lists: read, kept, compared with our catalogue."""
