"""Tables of the evidence."""
