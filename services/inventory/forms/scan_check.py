"""A scanner is tried out."""

from chassis.http import View


class ScannerFindingView(View):
    """One setting of a scanner that is wrong, or that could be better."""

    setting: str
    """A name for programs: separator_missing, keyboard, caps_lock, …"""
    sentence: str
    """What arrived, and what to set."""
    works: bool
    """Labels are read all the same."""


class ScanCheckView(View):
    """A symbol to try a scanner with, and what it said about the scanner."""

    symbol: str
    """The symbol as SVG, a GS1 DataMatrix: show or print it, and scan it."""
    printed: str
    """What it says: of no product."""
    ready: bool | None
    """The scanner may be used for labels; None: nothing was scanned."""
    findings: list[ScannerFindingView]
