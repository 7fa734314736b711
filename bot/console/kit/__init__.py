"""What every page of the console is made with: sign-in, templates, typed forms, problems.

Called by the other rooms of ``bot.console``, and by ``bot.app`` for the mail of what waits.
"""
