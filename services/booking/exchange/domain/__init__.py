"""What a file holds and what is wrong with it. No input or output."""
