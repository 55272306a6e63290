"""Fields that several forms share."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from cartridge_codes.gtin import gtin_14
from chassis.http import OneLine, Written
from chassis.local_time import is_zone
from chassis.plain_text import plain
from contact_details.email import normal_address
from contact_details.phone import e164
from services.booking.people.domain.names import plain_name

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), OneLine]
"""One line of text."""
Serial = Annotated[Line, AfterValidator(plain)]
"""A device's serial number, in plain letters and digits."""
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=500)]
"""Why somebody did what is allowed only with a reason."""
Name = Annotated[Line, AfterValidator(plain_name)]
"""A given name or a family name of a patient: it is written into messages."""
Code = Annotated[
    str, Written(r"^[a-z0-9][a-z0-9_-]{0,39}$", "Use small letters, digits, - and _, at most 40, for example skinpen.")
]
"""A device model's code, e.g. ``skinpen``."""
Phone = Annotated[str, AfterValidator(e164)]
"""A telephone number with its country code, kept as E.164, e.g. ``+351210000000``."""
Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(normal_address)]
"""An e-mail address, its domain in lower case. Whether anybody reads it is not asked."""
LanguageTag = Annotated[
    str,
    Written(
        r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
        "Give the language as a tag such as en, pt or pt-BR.",
    ),
]
"""A BCP 47 tag: ``en``, ``pt`` or ``pt-BR``."""
Link = Annotated[
    str,
    StringConstraints(max_length=500),
    Written(r"^https://\S+$", "Give a web address that begins with https://, for example https://example.org/map."),
]
"""An https link."""
Gtin = Annotated[str, AfterValidator(plain), AfterValidator(gtin_14)]
"""A GTIN of 8, 12, 13 or 14 digits, filled up to 14."""
DepthMm = Annotated[Decimal, Field(gt=0, le=10, max_digits=4, decimal_places=2)]
"""Needle depth in millimetres."""


def _known_zone(name: str) -> str:
    if not is_zone(name):
        raise ValueError("Give the time zone by its IANA name, for example Europe/Lisbon.")
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]
"""IANA name, e.g. ``Europe/Lisbon``."""
