"""What people type about pots and money."""
