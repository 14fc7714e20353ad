"""Councils with their GSS codes, postcodes with their place on the National Grid."""
