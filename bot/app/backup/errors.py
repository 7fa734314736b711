"""What stops a backup or a restore, in one sentence for whoever runs the machine."""

from __future__ import annotations


class BackupProblem(Exception):
    """Nothing was made, or nothing was restored; the message is one Chinese sentence."""
