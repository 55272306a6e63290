"""Files from other software: sent, tried, taken over, and the lines settled that could not be taken."""

from services.console.pages.imports import files, lines

__all__ = ["files", "lines"]
