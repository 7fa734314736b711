"""Channels: each parses, renders and sends for one platform and knows nothing else."""
