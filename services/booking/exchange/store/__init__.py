"""Imports as rows."""
