"""Small building blocks that know no feature: database, clock, errors, privacy, logging.

Called by every package of ``bot`` and by ``actions``; calls none of them.
"""
