"""Places without a database: grid distances, the shape of postcodes, finding a council by name."""
