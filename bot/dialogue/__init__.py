"""The client of the Rasa process."""
