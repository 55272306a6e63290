"""What the console knows without input or output: sessions, the board of a day."""
