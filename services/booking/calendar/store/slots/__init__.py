"""Free time of one clinic or many."""

from services.booking.calendar.domain.slots import Slot, Wish
from services.booking.calendar.store.slots.search import Search, days_as_moments, free_slots, search

__all__ = ["Search", "Slot", "Wish", "days_as_moments", "free_slots", "search"]
