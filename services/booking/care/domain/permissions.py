"""Which appointments ahead a change of permissions touches, and on which days somebody may do what is wanted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from contracts.vocabulary import Modality
from services.booking.people.domain.practitioners import Practitioner, require_permitted, require_qualified
from services.booking.people.domain.refusals import NotQualified

Of = TypeVar("Of")


@dataclass(frozen=True)
class Expected(Generic[Of]):
    """What an appointment ahead asks of its practitioner; no modality: a talk."""

    of: Of
    day: date
    """The clinic's local day."""
    modality: Modality | None
    depth_mm: Decimal | None


@dataclass(frozen=True)
class Asked:
    """What somebody who waits asks of a practitioner; no modality: a talk."""

    modality: Modality | None = None
    depth_mm: Decimal | None = None


def no_longer_permitted(practitioner: Practitioner, expected: Iterable[Expected[Of]]) -> Iterator[Of]:
    """The appointments that these permissions do not allow."""
    for one in expected:
        if not may_do(practitioner, one.modality, one.depth_mm, one.day):
            yield one.of


def may_do(practitioner: Practitioner, modality: Modality | None, depth_mm: Decimal | None, day: date) -> bool:
    """Whether they are permitted to on a local day; no modality: to talk to patients."""
    try:
        if modality is None or depth_mm is None:
            require_qualified(practitioner, day)
        else:
            require_permitted(practitioner, modality, depth_mm, day)
    except NotQualified:
        return False
    return True
