"""Find a patient, or register somebody new, to book something for them."""

from services.console.pages.find import registration, search

__all__ = ["registration", "search"]
