"""Reads: what the APIs answer."""
