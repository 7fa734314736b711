"""Measurements that anyone can rerun; each prints a comparison with a peer from the same run."""
