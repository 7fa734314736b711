"""Pictures drawn by the service itself: posters, covers and certificates."""
