"""What is done to patients, and what allows it. Times are UTC unless a column says local."""

from services.booking.care.tables.clearances import clearances, consents, suspensions
from services.booking.care.tables.consults import consults, earlier_consults
from services.booking.care.tables.courses import (
    course_balances,
    course_extensions,
    courses,
    follow_ups,
    skipped_reviews,
)
from services.booking.care.tables.dismissals import dismissals
from services.booking.care.tables.photos import photos
from services.booking.care.tables.reviews import earlier_results_reviews, results_reviews
from services.booking.care.tables.sessions import earlier_sessions, lots, session_cartridges, sessions
from services.booking.care.tables.waitlist import waitlist_entries, waitlist_offers

__all__ = [
    "clearances",
    "consents",
    "consults",
    "course_balances",
    "course_extensions",
    "courses",
    "dismissals",
    "earlier_consults",
    "earlier_results_reviews",
    "earlier_sessions",
    "follow_ups",
    "lots",
    "photos",
    "results_reviews",
    "session_cartridges",
    "sessions",
    "skipped_reviews",
    "suspensions",
    "waitlist_entries",
    "waitlist_offers",
]
