"""Book something for a patient: one appointment, all that remain of a course, or a place on the waitlist."""

from services.console.pages.book import booking, course, holds, waitlist

__all__ = ["booking", "course", "holds", "waitlist"]
