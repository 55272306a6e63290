"""Today: who is where at a clinic, by rooms, practitioners or devices, and what the desk notes about it."""

from services.console.pages.today import board, visit

__all__ = ["board", "visit"]
