"""The processes of the service: what they are made of, and the command line that starts them.

Called by nobody above but ``server``, and by the supervisor as commands.
"""
