"""One index, one search box, and nothing in it that a person may not see."""
