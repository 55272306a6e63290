"""From a scan to its GS1 fields: all of it, or ScanRefused.

biip knows the GS1 tables, but alone it raises three kinds of error, takes what is no GS1 code, and reads on behind a
field that ended in the wrong place. So it is asked for one field at a time, and what it
answers must add up to what was scanned. GS1 General Specifications: 7.8 (separators), 7.11 (characters).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from biip.gs1_element_strings import GS1ElementString

from cartridge_codes import faults
from cartridge_codes.digital_links import looks_like_link, pairs_of_link
from cartridge_codes.faults import ScanRefused, shown
from cartridge_codes.forms import (
    BIIP_ERRORS,
    READING,
    date_of_eight,
    element_of,
    field_at,
    misshapen,
    product_number_lost,
    require_right,
)
from cartridge_codes.gtin import LENGTHS, ends_in_check_digit
from cartridge_codes.wrapping import SEPARATOR, is_link, symbols_in

_PRINTED = re.compile(r"(?:\s*\(\d{2,4}\)\s*[^\s()]+)+\s*")
_PRINTED_FIELD = re.compile(r"\((\d{2,4})\)\s*([^\s()]+)")
_IN_FIELDS = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]")
"""GS1's 82 characters (General Specifications 7.11)."""
_SENT_INSTEAD = re.compile(r"~1|\\(?:[xX]?1[dD]|0?35|[fF])|[^!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,4}")
"""What scanners send for FNC1 that is not set right: the words of some makers, or any sign that no field has."""


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
    symbols = _symbols_or_why(raw)
    if len(symbols) == 1 and _is_product_alone(symbols[0]):
        raise ScanRefused(faults.PRODUCT_ONLY)
    for data in symbols:
        for ai, value in _elements_or_why(data):
            first = found.setdefault(ai, value)
            if first != value:
                raise ScanRefused(faults.TWICE, ai=ai, first=first, second=value)
        typed = typed or data.startswith("(")
    return Fields(found, typed)


def _symbols_or_why(raw: str) -> Sequence[str]:
    """The symbols; a sign that no GS1 code has stands for FNC1 where the whole is a label with FNC1 in its place."""
    try:
        return symbols_in(raw)
    except ScanRefused as refused:
        sign = next((each for each in raw if not each.isascii()), None)
        if refused.fault is not faults.UNPRINTABLE or sign is None:
            raise
        before, _, _ = raw.partition(sign)
        try:
            whole, until = fields_of(raw.replace(sign, SEPARATOR)), fields_of(before)
        except ScanRefused:
            raise refused from None
        if len(whole.by_ai) <= len(until.by_ai):
            raise
        raise ScanRefused(faults.SEPARATOR_AS, ai=[*until.by_ai][-1], sent=shown(sign)) from None


def _is_product_alone(data: str) -> bool:
    """Whether it is a GTIN and no more; with a wrong check digit it may be a lot or an expiry date by itself."""
    if not data.isdigit() or len(data) not in LENGTHS:
        return False
    return ends_in_check_digit(data) or data[:2] not in ("10", "17", "21")


def _elements_or_why(data: str) -> Sequence[tuple[str, str]]:
    """The elements; of a scan that has none, what happened to its product number explains the rest."""
    try:
        return _elements(data)
    except ScanRefused:
        if lost := product_number_lost(data):
            raise lost from None
        raise


def _elements(data: str) -> Sequence[tuple[str, str]]:
    if is_link(data):
        return [element_of(ai, value) for ai, value in pairs_of_link(data)]
    if data.startswith("("):
        return _printed_elements(data)
    return _scanned_elements(data)


def _scanned_elements(text: str) -> list[tuple[str, str]]:
    if looks_like_link(text):
        raise ScanRefused(faults.LINK_SCHEME)
    if " " in text:
        raise ScanRefused(faults.SPACE, at=text.index(" ") + 1)
    elements: list[tuple[str, str]] = []
    at = 1
    for stretch in text.split(SEPARATOR):
        if not stretch:
            raise ScanRefused(faults.LOST_FIELD, at=at)
        elements += _elements_between_separators(stretch, at)
        at += len(stretch) + 1
    return elements


def _elements_between_separators(stretch: str, at: int) -> list[tuple[str, str]]:
    """Fields of fixed length, then at most one of variable length: that one ends only where the stretch ends."""
    elements: list[tuple[str, str]] = []
    rest = stretch
    while rest:
        element = _next_element(rest, at + len(stretch) - len(rest))
        ai, value = element.ai.ai, element.value
        behind = rest[len(ai) :]
        if not rest.startswith(ai + value) or (element.ai.separator_required and behind != value):
            raise _does_not_end(ai, value, behind)
        if not value:
            raise ScanRefused(faults.EMPTY_FIELD, ai=ai)
        if eight := date_of_eight(ai, behind):
            raise eight
        require_right(ai, value)
        elements.append((ai, value))
        rest = behind[len(value) :]
    return elements


def _does_not_end(ai: str, value: str, behind: str) -> ScanRefused:
    """Why a field does not end with its value: another sign than FNC1 came, one that no field has, or too many."""
    rest = behind[len(value) :]
    sent = _SENT_INSTEAD.match(rest)
    if sent and (number := field_at(rest[sent.end() :])) and len(rest) > sent.end() + len(number):
        return ScanRefused(faults.SEPARATOR_AS, ai=ai, sent=shown(sent[0]))
    if not value:
        return misshapen(ai, behind)
    strange = next((each for each in rest if not _IN_FIELDS.fullmatch(each)), None)
    if strange is not None:
        return ScanRefused(faults.NOT_ALLOWED, ai=ai, text=shown(behind), character=f"'{strange}'")
    return ScanRefused(faults.TOO_LONG, ai=ai, text=shown(behind))


def _next_element(rest: str, at: int) -> GS1ElementString:
    try:
        return GS1ElementString.extract(rest, config=READING)
    except BIIP_ERRORS as error:
        ai = field_at(rest)
        if ai is None:
            raise ScanRefused(faults.NOT_GS1, text=shown(rest), at=at) from error
        if rest == ai:
            raise ScanRefused(faults.EMPTY_FIELD, ai=ai) from error
        raise misshapen(ai, rest[len(ai) :]) from error


def _printed_elements(text: str) -> list[tuple[str, str]]:
    """``(01)…(17)…``, as somebody types it."""
    if not _PRINTED.fullmatch(text):
        raise ScanRefused(faults.PRINTED, text=shown(text))
    return [element_of(ai, value) for ai, value in _PRINTED_FIELD.findall(text)]
