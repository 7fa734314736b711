"""The inbox of what the bot could not answer: grouped by meaning, worked off by staff."""
