"""Complaints and reports: taken, numbered, routed, worked within their legal deadlines.

Called by ``bot.conversation`` (the form and what was said), ``bot.console`` (the officers) and
``bot.web``; knows neither of them.
"""
