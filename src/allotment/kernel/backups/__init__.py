"""One file with everything an instance holds, made while it runs; and back from it."""
