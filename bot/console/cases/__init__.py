"""The pages of cases.

Called by ``bot.app``; ``bot.console.dashboard``, ``bot.console.log`` and ``bot.console.staff``
show what it shows.
"""
