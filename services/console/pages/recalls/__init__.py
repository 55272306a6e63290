"""The recall room: from a notice that is scanned or typed to the recall that is closed, and who was told."""

from services.console.pages.recalls import letters, notices, recall, room

__all__ = ["letters", "notices", "recall", "room"]
