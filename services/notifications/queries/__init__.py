"""Reads: messages, and how a patient is reached."""
