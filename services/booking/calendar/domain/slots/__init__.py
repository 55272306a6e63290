"""Free time: which starts are free, which of them are offered, and which of those first."""

from services.booking.calendar.domain.slots.free import (
    AllBusy,
    AtClinic,
    Busy,
    Equipment,
    Lack,
    Resource,
    Room,
    Staff,
    asked,
    free_in,
    lack_at,
    lack_of,
    unblocked,
)
from services.booking.calendar.domain.slots.grid import GRID, Frame, frame_of
from services.booking.calendar.domain.slots.offers import (
    Found,
    Offer,
    Rank,
    Reason,
    Slot,
    least_off,
    least_off_among,
    offers,
)
from services.booking.calendar.domain.slots.wishes import Wish

__all__ = [
    "GRID",
    "AllBusy",
    "AtClinic",
    "Busy",
    "Equipment",
    "Found",
    "Frame",
    "Lack",
    "Offer",
    "Rank",
    "Reason",
    "Resource",
    "Room",
    "Slot",
    "Staff",
    "Wish",
    "asked",
    "frame_of",
    "free_in",
    "lack_at",
    "lack_of",
    "least_off",
    "least_off_among",
    "offers",
    "unblocked",
]
