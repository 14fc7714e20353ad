"""What services alone may do to rows: change a state, and write rows that nothing else writes."""
