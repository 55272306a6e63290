"""What an operator sees and does in every service: its state, its events, and its dead letters."""
