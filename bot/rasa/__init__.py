"""Everything the Rasa process (Python 3.10) reads: domain, endpoints, custom NLU components."""
