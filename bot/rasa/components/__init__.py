"""Components of the NLU pipeline; of our own code they see only kb.text."""
