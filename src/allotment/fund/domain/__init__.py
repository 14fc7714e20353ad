"""The rules of the fund: pure functions and data, no Django, no database, no files."""
