"""Pages and answers about places."""
