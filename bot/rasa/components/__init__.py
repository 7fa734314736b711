"""Custom NLU components; of our own packages they may import kb.text only."""
