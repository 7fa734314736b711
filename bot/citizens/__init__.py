"""Citizens: where they can be reached, and what they agreed to.

Called by ``bot.campaigns``, ``bot.watching`` and ``bot.complaints``, which ask before they write to
anybody.
"""
