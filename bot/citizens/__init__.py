"""Citizens: where they can be reached, and what they agreed to."""
