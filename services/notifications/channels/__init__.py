"""Adapters of domain/channel.py: whoever carries messages."""
