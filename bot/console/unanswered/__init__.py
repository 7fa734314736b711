"""What the bot leaves to people: open questions, conversations handed over, its training.

Called by ``bot.app``, ``bot.console.log`` and ``bot.console.staff``.
"""
