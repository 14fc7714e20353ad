"""Questions about pots and the ledger."""
