"""Signing in, one's own account, the accounts of others, the audit log.

Called by ``bot.console.install``.
"""
