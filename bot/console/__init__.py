"""The staff console: pages for those who work the cases."""
