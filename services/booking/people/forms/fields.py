"""Fields that several forms share."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from chassis.local_time import is_zone

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
"""One line of text."""


Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
"""A device model's code, e.g. ``skinpen``."""


Phone = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
"""E.164, e.g. ``+351210000000``."""


Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)]
"""An e-mail address."""


Link = Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=500)]
"""An https link."""


DepthMm = Annotated[Decimal, Field(gt=0, le=10, max_digits=4, decimal_places=2)]
"""Needle depth in millimetres."""


def _known_zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError(f"{name!r} is no IANA time zone; write it like Europe/Lisbon")
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]
"""IANA name, e.g. ``Europe/Lisbon``."""
