"""What is said of scans that are sent: the answers that the tables of scans_sent.py and later_scans_sent.py give."""

from dataclasses import dataclass

GS = "\x1d"
G = "00812345000016"
"""A product of the catalogue."""
F = f"01{G}17280131"
"""Product and last day, 31 January 2028: both of fixed length."""
SSCC = "106141412345678908"
SECRET = "not-for-your-eyes"
"""Never repeated."""
LINK = f"https://id.gs1.org/01/{G}"


@dataclass(frozen=True)
class Says:
    """What the label says."""

    lot: str = "A1"
    serial: str | None = None
    expires_on: str = "2028-01-31"
    quantity: int = 1
    of_box: bool = False
    """Refused at the chair, for it is no label of a cartridge."""


class OfBox(str):
    """A fault of a box's label, where boxes are received; at the chair it is refused as that of a box."""


Answer = Says | str
"""What it says; or the name of the fault for which it is refused."""
A1, A1_S1 = Says(), Says(serial="S1")
