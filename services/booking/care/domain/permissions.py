"""Which appointments ahead a change of permissions touches."""

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


def no_longer_permitted(practitioner: Practitioner, expected: Iterable[Expected[Of]]) -> Iterator[Of]:
    """The appointments that these permissions do not allow."""
    for one in expected:
        try:
            if one.modality is None or one.depth_mm is None:
                require_qualified(practitioner, one.day)
            else:
                require_permitted(practitioner, one.modality, one.depth_mm, one.day)
        except NotQualified:
            yield one.of
