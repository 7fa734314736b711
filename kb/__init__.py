"""Knowledge base: what 渝标通 knows about standards and how it is found.

Called by every package of ``bot``; imports none of them and says no sentence of a chat's own.
"""
