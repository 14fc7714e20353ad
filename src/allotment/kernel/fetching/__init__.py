"""Fetching a file from an address that somebody gave, and from nowhere that it must not come from."""
