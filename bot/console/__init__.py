"""The staff console (后台): its own sub-application, mounted at ``/console``.

Called by ``bot.app`` alone.
"""
