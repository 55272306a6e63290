"""A file is received, checked and applied, line by line."""
