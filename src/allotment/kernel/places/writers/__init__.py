"""Writes the postcode index."""
