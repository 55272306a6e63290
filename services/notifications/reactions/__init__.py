"""The events that notifications listens to: the projections that it keeps, and what it plans.

Topics come in any order: messages wait for what is missing.
"""

from services.notifications.reactions import (
    appointments,
    contact_changes,
    courses,
    digests,
    erasures,
    escalations,
    merges,
    offers,
    plans,
    projections,
    reactions,
    recall_letters,
    screenings,
    stock,
)
from services.notifications.reactions.listening import reaction

__all__ = [
    "appointments",
    "contact_changes",
    "courses",
    "digests",
    "erasures",
    "escalations",
    "merges",
    "offers",
    "plans",
    "projections",
    "reaction",
    "reactions",
    "recall_letters",
    "screenings",
    "stock",
]
