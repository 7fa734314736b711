"""One file a group of ``yubiao``'s commands.

Called by ``bot.app.__main__``.
"""
