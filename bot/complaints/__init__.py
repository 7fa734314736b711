"""Complaints and reports: taken, numbered, routed, worked within their legal deadlines."""
