"""Fakes of the platforms no test can reach; they import nothing of the product."""
