"""How long a case keeps its people, and with which key they are sealed.

Called by ``bot.app`` and ``bot.complaints.office``.
"""
