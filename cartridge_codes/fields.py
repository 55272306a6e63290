"""From a scan to its GS1 fields: all of it, or ScanRefused.

biip knows the GS1 tables, but alone it raises three kinds of error, takes what is no GS1 code, and reads on behind a
field that ended in the wrong place. So it is asked for one field at a time, and what it
answers must add up to what was scanned. GS1 General Specifications: 7.8 (separators), 7.11 (characters).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from biip import ParseConfig, ParseError
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

from cartridge_codes import faults
from cartridge_codes.digital_links import pairs_of_link
from cartridge_codes.faults import ScanRefused, shown
from cartridge_codes.wrapping import SEPARATOR, is_link, symbols_in

_PRINTED = re.compile(r"(?:\s*\(\d{2,4}\)\s*[^\s()]+)+\s*")
_READING = ParseConfig(gs1_element_strings_verify_date=False, separator_chars=(SEPARATOR,))
_BIIP_ERRORS = (ParseError, ValueError, IndexError)


@dataclass(frozen=True)
class Fields:
    """What a label says."""

    by_ai: Mapping[str, str]
    """The values by application identifier, in their order."""
    typed: bool
    """Somebody typed the printed text: no machine has read it."""


def fields_of(raw: str) -> Fields:
    """The fields of a label: from one scan or two of them, a link, or printed text. Raises ScanRefused.

    Whether they may be together is not asked here.
    """
    found: dict[str, str] = {}
    typed = False
    for data in symbols_in(raw):
        for ai, value in _elements(data):
            first = found.setdefault(ai, value)
            if first != value:
                raise ScanRefused(faults.TWICE, ai=ai, first=first, second=value)
        typed = typed or data.startswith("(")
    return Fields(found, typed)


def _elements(data: str) -> Sequence[tuple[str, str]]:
    if is_link(data):
        return [_from_link(ai, value) for ai, value in pairs_of_link(data)]
    elements = _printed_elements(data) if data.startswith("(") else _scanned_elements(data)
    for element in elements:
        if not element.value:
            raise ScanRefused(faults.EMPTY_FIELD, ai=element.ai.ai)
    return [(element.ai.ai, element.value) for element in elements]


def _from_link(ai: str, value: str) -> tuple[str, str]:
    try:
        element = GS1ElementString.extract(ai + value, config=_READING)
    except _BIIP_ERRORS as error:
        raise ScanRefused(faults.LINK_FIELD, text=f"({ai}){value}") from error
    if (element.ai.ai, element.value) != (ai, value) or not value:
        raise ScanRefused(faults.LINK_FIELD, text=f"({ai}){value}")
    return ai, value


def _scanned_elements(text: str) -> list[GS1ElementString]:
    if " " in text:
        raise ScanRefused(faults.SPACE, at=text.index(" ") + 1)
    if text.isdigit() and len(text) in (8, 12, 13, 14):
        raise ScanRefused(faults.PRODUCT_ONLY)
    elements: list[GS1ElementString] = []
    at = 1
    for stretch in text.split(SEPARATOR):
        if not stretch:
            raise ScanRefused(faults.LOST_FIELD, at=at)
        elements += _elements_between_separators(stretch, at)
        at += len(stretch) + 1
    return elements


def _elements_between_separators(stretch: str, at: int) -> list[GS1ElementString]:
    """Fields of fixed length, then at most one of variable length: that one ends only where the stretch ends."""
    elements: list[GS1ElementString] = []
    rest = stretch
    while rest:
        try:
            element = GS1ElementString.extract(rest, config=_READING)
        except _BIIP_ERRORS as error:
            where = at + len(stretch) - len(rest)
            raise ScanRefused(faults.NOT_GS1, text=shown(rest), at=where) from error
        read = element.ai.ai + element.value
        if not rest.startswith(read) or (element.ai.separator_required and read != rest):
            behind = rest[len(element.ai.ai) :]
            raise ScanRefused(faults.TOO_LONG, ai=element.ai.ai, text=shown(behind))
        elements.append(element)
        rest = rest[len(read) :]
    return elements


def _printed_elements(text: str) -> Sequence[GS1ElementString]:
    """``(01)…(17)…``. biip drops what it does not understand there, so what it understood must be all of it."""
    if not _PRINTED.fullmatch(text):
        raise ScanRefused(faults.PRINTED, text=shown(text))
    try:
        message = GS1Message.parse_hri(text, config=_READING)
    except _BIIP_ERRORS as error:
        raise ScanRefused(faults.PRINTED_FIELD, text=shown(text)) from error
    if message.as_hri() != "".join(text.split()):
        raise ScanRefused(faults.PRINTED_IN_PART, text=shown(text))
    return message.element_strings
