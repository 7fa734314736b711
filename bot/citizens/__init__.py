"""Citizens: where they can be reached, and what they agreed to.

Called by ``bot.campaigns``, ``bot.watching``, ``bot.complaints`` and ``bot.outbox``, which ask
before they write to anybody, ``bot.web`` and ``bot.dashboard``.
"""
