"""Reads of the console's own read models."""
