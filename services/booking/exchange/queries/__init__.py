"""What became of imports."""
