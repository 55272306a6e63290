"""What can be imported, from which columns, and how far an import is."""

from dataclasses import dataclass
from enum import StrEnum


class ImportKind(StrEnum):
    """What a file is about. Patients come first: the other two name them."""

    PATIENTS = "patients"
    COURSES = "courses"
    """Courses that were planned and begun elsewhere, as balances."""
    APPOINTMENTS = "appointments"
    """Appointments that lie ahead."""


class ImportState(StrEnum):
    """How far an import is."""

    RECEIVING = "receiving"
    """Parts of the file arrive."""
    CHECKING = "checking"
    """Each line is tried and undone again."""
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    DISCARDED = "discarded"
    """Nothing of it was applied, and the file is deleted."""


class LineOutcome(StrEnum):
    """What becomes of a line: while an import is checked, what would become of it."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    """The same line was applied before."""
    LINKED = "linked"
    """It is a patient who is registered here; the record stays as it is."""
    REFUSED = "refused"
    CONFLICT = "conflict"
    """The record was changed here after it was imported, so the file does not change it."""


WRONG = (LineOutcome.REFUSED, LineOutcome.CONFLICT)
"""Outcomes of lines about which somebody has to do something."""

EXTERNAL_ID = "external_id"


@dataclass(frozen=True)
class Columns:
    """The columns of a kind of file."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Required ones first."""
        return self.required + self.optional


COLUMNS: dict[ImportKind, Columns] = {
    ImportKind.PATIENTS: Columns(
        (EXTERNAL_ID, "given_name", "family_name", "date_of_birth", "channel"),
        (
            "phone",
            "email",
            "language",
            "marketing",
            "marketing_source",
            "consent_wording",
            "same_as",
            "new_because",
        ),
    ),
    ImportKind.COURSES: Columns(
        (EXTERNAL_ID, "patient", "concern", "area", "modality", "sessions", "performed"), ("last_session_on",)
    ),
    ImportKind.APPOINTMENTS: Columns(
        (EXTERNAL_ID, "patient", "kind", "day", "time"), ("practitioner", "room", "device", "course", "reason")
    ),
}
