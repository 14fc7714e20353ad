"""The rules of the register: pure functions and data, no Django, no database, no files."""
