"""What staff see of the whole service at a glance: questions, topics, waiting times, cases.

Called by ``bot.console`` alone; reads, writes nothing.
"""
