"""Loads, locks and stores rows, for commands, reactions and queries."""
