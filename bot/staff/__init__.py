"""Staff: accounts, roles, sessions, audit.

Called by ``bot.console``, and by what keeps an audit row of what somebody did: ``bot.campaigns``,
``bot.complaints``, ``bot.editing``, ``bot.official`` and ``bot.web``.
"""
