"""Rows loaded, locked and kept, for commands, reactions and queries alike. Publishes nothing."""
