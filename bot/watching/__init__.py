"""Standards citizens watch: told once of each change, and lists of numbers checked for them."""
