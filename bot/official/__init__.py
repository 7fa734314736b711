"""The official platforms' answers: read, kept as they came, and compared with our catalogue."""
