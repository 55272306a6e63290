"""What a recall notice says: codes that name lots without doubt, or words such as those that authorities publish."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cartridge_codes.gs1 import Named, ScanRefused, read_named
from cartridge_codes.gtin import has_check_digit
from chassis.refusals import FieldError
from services.inventory.domain.refusals import NoticeUnreadable

_NUMBERS = re.compile(r"(?<!\d)\d{8,14}(?!\d)")
_UDI = re.compile(r"(?<![0-9A-Za-z])01(\d{14})")
_BETWEEN_WORDS = re.compile(r"[\s,;:()\[\]{}\"'|=]+")
_AROUND_WORDS = "./\\-#*&"


@dataclass(frozen=True)
class Notice:
    """One notice."""

    words: str
    """Which lots and serial numbers are meant, as it is written there; empty when codes name them."""
    named: tuple[Named, ...] = ()
    """What codes name without doubt."""
    number: str | None = None
    """Under which the authority has it, such as Z-1234-2027."""
    description: str = ""
    """The product, in words."""
    firm: str = ""
    """Who recalls."""
    reason: str = ""

    @cached_property
    def gtins(self) -> frozenset[str]:
        """Every number in it that can be a GTIN, as 14 digits with a right check digit."""
        text = f"{self.words} {self.description}"
        written = [*_NUMBERS.findall(text), *_UDI.findall(text)]
        found = {number.zfill(14) for number in written if len(number) in (8, 12, 13, 14) and int(number)}
        return frozenset(each for each in found if has_check_digit(each)) | {each.gtin for each in self.named}

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The words of it that can be a lot or a serial number, as they are written and without signs around them."""
        parts = _BETWEEN_WORDS.split(self.words)
        halves = [half for part in parts if "/" in part for half in part.split("/")]
        coded = [lot for part in parts if part.startswith("01") and (lot := _lot_in(part))]
        found = (form for part in (*parts, *halves, *coded) for form in (part, part.strip(_AROUND_WORDS)))
        return frozenset(each for each in found if each)


def _lot_in(code: str) -> str | None:
    """The lot that a whole code without brackets names, if it is one."""
    try:
        return read_named(code).lot
    except ScanRefused:
        return None


def read_codes(codes: Iterable[str], field: str = "codes") -> tuple[Named, ...]:
    """What each code names. Raises NoticeUnreadable, whose ``errors`` name every code that cannot be read."""
    named: list[Named] = []
    errors: list[FieldError] = []
    for number, code in enumerate(codes):
        try:
            named.append(read_named(code))
        except ScanRefused as refused:
            errors.append(
                FieldError(f"{field}.{number}", refused.sentence, values=refused.values, code=refused.fault.name)
            )
    if errors:
        raise NoticeUnreadable(
            "{wrong} {wrong:code|codes} of the notice cannot be read. The first: {problem}",
            errors=errors,
            wrong=len(errors),
            problem=errors[0],
        )
    return tuple(named)
