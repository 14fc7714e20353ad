"""File formats in: from bytes to grants, with the reason where that fails."""
