"""Pictures drawn by the service itself: posters, covers and certificates.

Called by ``bot.campaigns`` and by the pages of ``bot.web`` that show a certificate or poster.
"""
