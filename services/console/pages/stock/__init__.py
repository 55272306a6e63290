"""Stock: of all clinics and of one, what cures a shortage, and one screen for each thing that is done by scanning."""

from services.console.pages.stock import board, clinic, cures, receive, scanner, serial

__all__ = ["board", "clinic", "cures", "receive", "scanner", "serial"]
