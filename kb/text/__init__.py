"""Text handling shared by both Pythons: normalising, standard numbers and segmenting."""
