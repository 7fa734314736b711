"""Photos of product labels: what is printed there, and what the catalogue says to it."""
