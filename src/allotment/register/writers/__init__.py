"""File formats out."""
