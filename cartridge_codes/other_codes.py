"""Codes that are no GS1 label, named by what they are: nobody has to find out by scanning them again.

ANSI/HIBC 2.6; ISBT 128; the IFA's coding of PPN and PZN; ISO/IEC 15434 (envelopes); EPC Tag Data Standard 2 (URIs).
"""

import re

from cartridge_codes import faults
from cartridge_codes.faults import Part, ScanRefused

_SEPARATOR = "\x1d"
_HIBC = re.compile(r"\*?\+[A-Za-z$/]")
_ISBT = re.compile(r"=[\x21-\x7e]|&[A-Z0-9<>%)(!*+;,]")
_PPN = re.compile(r"9N[0-9A-Z]{4,22}|(?:PZN)? ?- ?[0-9]{7,8}")
"""A pharmacy product number without its envelope, or the PZN of Germany in Code 39."""
_ISO_15434 = "[)>"
_EPC = re.compile(r"urn:epc:|(?=[0-9]*[A-F])(?:3[0-9A-F]|E2)[0-9A-F]{22}$", re.IGNORECASE)
"""As a name, or as the 96 bits that a reader of radio tags sends."""
_IDENTIFIER = re.compile(r"\][A-Za-z]\d")
_CONTENTS = (
    ("wifi:", "access to a wireless network"),
    ("begin:vcard", "somebody's address"),
    ("mecard:", "somebody's address"),
    ("begin:vevent", "a date of a calendar"),
    ("begin:vcalendar", "a date of a calendar"),
    ("mailto:", "an address for mail"),
    ("matmsg:", "an address for mail"),
    ("tel:", "a telephone number"),
    ("sms:", "a telephone number"),
    ("smsto:", "a telephone number"),
    ("geo:", "a place on a map"),
    ("mebkm:", "a bookmark"),
    ("bcd\n", "an order to pay"),
    ("bcd\r", "an order to pay"),
    ("bitcoin:", "an order to pay"),
    ("upi:", "an order to pay"),
    ("facetime:", "a telephone number"),
    ("whatsapp:", "a telephone number"),
    ("intent:", "a program for telephones"),
    ("market:", "a program for telephones"),
    ("otpauth:", "a key for signing in"),
    ("otpauth-migration:", "a key for signing in"),
)
"""How codes for telephones begin, in small letters. Nothing of them is repeated: some hold a password."""


def refuse_other_content(raw: str) -> None:
    """Raises ScanRefused for a code that a telephone acts on, such as one with a password, and for an EPC."""
    stripped = raw.strip("\r\n\t ")
    data = stripped[3:] if _IDENTIFIER.match(stripped) else stripped
    begins = data[:20].lower()
    for start, kind in _CONTENTS:
        if begins.startswith(start):
            raise ScanRefused(faults.OTHER_CONTENT, kind=Part(kind))
    if _EPC.match(data):
        raise ScanRefused(faults.EPC)


def refuse_other_standards(text: str) -> None:
    """Raises ScanRefused for a label of another standard; ``text`` is one symbol, with its identifier or without."""
    data = text[3:] if _IDENTIFIER.match(text) else text
    if data.startswith(_ISO_15434):
        if f"{_SEPARATOR}9N" in data:
            raise ScanRefused(faults.PPN)
        raise ScanRefused(faults.OTHER_SYMBOL, symbol="'[)>'", kind=Part("an ISO 15434 envelope, not a GS1 code"))
    if _PPN.fullmatch(data):
        raise ScanRefused(faults.PPN)
    if _HIBC.match(data):
        raise ScanRefused(faults.HIBC)
    if _ISBT.match(data):
        raise ScanRefused(faults.ISBT)
