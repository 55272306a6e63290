"""Two records of one person become one: which may, and what the one that goes on is given."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from chassis.refusals import Invalid
from services.booking.people.domain.refusals import DifferentBirthdays, RecordMerged


class ProposalStatus(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    MERGED = "merged"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


def require_not_merged(merged_into: UUID | None) -> None:
    """Raises RecordMerged, which names the record that goes on."""
    if merged_into is not None:
        raise RecordMerged("This record was merged into patient {patient}: use that one.", patient=merged_into)


def require_two(ends: UUID, stays: UUID) -> None:
    """Raises Invalid for a record that is to be merged with itself."""
    if ends == stays:
        raise Invalid("This is one record: name in `into` the other one, which goes on.")


def require_one_birthday(ends: date, stays: date) -> None:
    """Raises DifferentBirthdays: either one is wrong, or these are two people."""
    if ends != stays:
        raise DifferentBirthdays(
            "The two records have different dates of birth. If they are of one person, correct the wrong one first."
        )


def stricter_stop(one: datetime | None, other: datetime | None) -> datetime | None:
    """When the person said stop to all messages: the first time that either record knows of (UTC)."""
    return min(filter(None, (one, other)), default=None)
