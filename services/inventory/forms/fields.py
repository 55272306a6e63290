"""Fields that several bodies have."""

from typing import Annotated
from uuid import UUID

from babel.numbers import list_currencies
from pydantic import AfterValidator, Field, PlainSerializer, WithJsonSchema

from chassis.http import AsSent, OneLine
from chassis.plain_text import plain

_Plain = Annotated[str, AfterValidator(plain), OneLine]
"""As a label has it, whatever the width of what a keyboard writes."""
Lot = Annotated[_Plain, Field(min_length=1, max_length=20, description="The manufacturer's lot, GS1 (10).")]
Serial = Annotated[_Plain, Field(min_length=1, max_length=20, description="Of one cartridge, GS1 (21).")]
Gtin = Annotated[_Plain, Field(min_length=8, max_length=14, description="GTIN-8 to GTIN-14, with its check digit.")]
Scan = Annotated[str, AsSent, Field(max_length=10_000, description="As the scanner sent it, or as printed.")]
"""What no label can say is refused where it is read, with what to do; the limit only bounds the work."""
Count = Annotated[int, Field(ge=1, le=100_000, description="Single cartridges.")]
_NO_MONEY = frozenset({"XXX", "XTS", "XAU", "XAG", "XPT", "XPD", "XDR", "XUA", "XSU", "XFO", "XFU", "XRE"})
"""Codes of ISO 4217 for no currency, for trials, for metals and for units of account."""
_MONEY = frozenset(list_currencies()) - _NO_MONEY - {f"XB{last}" for last in "ABCD5"}


def _of_money(code: str) -> str:
    if code not in _MONEY:
        raise ValueError("Give the currency by its code of ISO 4217, for example EUR.")
    return code


Currency = Annotated[str, Field(pattern="^[A-Z]{3}$"), AfterValidator(_of_money)]
"""ISO 4217, of money that is or was paid with somewhere."""
Words = Annotated[str, Field(min_length=3, max_length=500)]
_Written = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
Id = Annotated[UUID, PlainSerializer(str, return_type=_Written, when_used="json")]
"""In long lists: the driver's UUIDs write themselves in a fifth of the time that pydantic takes for them."""
