"""Preparing the postcode index."""
