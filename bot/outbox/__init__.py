"""Everything sent unasked leaves by this one door: rows, quota ledger, delivery."""
