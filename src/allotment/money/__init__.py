"""Pots and the ledger: money in, committed, released, paid, to the penny."""
