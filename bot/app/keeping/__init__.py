"""What is kept of people, over all features: sealed columns, one person's data, what goes when.

Called by ``bot.app``.
"""
