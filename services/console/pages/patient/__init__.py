"""One patient: who they are, all that happened, and what is done with their record."""

from services.console.pages.patient import (
    addresses,
    attendance,
    calls,
    consents,
    contact,
    courses,
    ending,
    files,
    notes,
    parting,
    reaction_reports,
    record,
)

__all__ = [
    "addresses",
    "attendance",
    "calls",
    "consents",
    "contact",
    "courses",
    "ending",
    "files",
    "notes",
    "parting",
    "reaction_reports",
    "record",
]
