"""Search without a database: what is asked, what is close, what of a text is shown."""
