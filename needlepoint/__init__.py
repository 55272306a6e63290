"""The command line: demo, up, and what an operator does."""
