"""Reads the table of councils and the packaged postcode directory."""
