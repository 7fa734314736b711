"""Content of the region (地区内容), edited by staff with review and versions.

Called by ``bot.console`` and ``bot.web``, and by ``bot.app`` when a web process starts.
"""
