"""Small building blocks that know no feature: database, clock, errors, privacy, logging."""
