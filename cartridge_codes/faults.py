"""Why a scan is refused: what is wrong, where, and the one thing to do. A fault has the same words everywhere."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_PLACE = re.compile(r"\{(\w+)(?::([^{}|]+)\|([^{}|]+))?\}")

AGAIN = "Scan it again."
TYPE_IT = "Type the printed text with its brackets, such as (01)…(17)…(10)…."
SET_SEPARATOR = "Set the scanner to send FNC1 as GS (ASCII 29), or type the printed text with its brackets."
ONE_ONLY = "Scan one cartridge only."
ITS_OWN = "Scan the GS1 DataMatrix or GS1-128 on the cartridge."
NO_HELP = "Scanning it again will not help"


@dataclass(frozen=True)
class Fault:
    """One thing that can be wrong with a scan."""

    name: str
    """For programs: stays the same when the words change."""
    sentence: str
    """What is wrong and where; `{braces}` are filled in."""
    remedy: str
    """The one thing to do."""

    @property
    def words(self) -> str:
        """Both, as translations/ has them."""
        return f"{self.sentence} {self.remedy}"

    @property
    def by_scanning(self) -> bool:
        """False when the same label will be refused however often it is scanned."""
        return NO_HELP not in self.remedy


def _label_is_wrong(name: str, sentence: str) -> Fault:
    return Fault(name, sentence, f"{NO_HELP}: set it aside and ask the supplier for a right label.")


EMPTY = Fault("empty", "The scan is empty.", AGAIN)
UNPRINTABLE = Fault(
    "unprintable",
    "Character {at} of the scan is {character}: no GS1 code has it.",
    "Set the scanner to the computer's keyboard and scan again.",
)
CONTROL = Fault(
    "control",
    "Character {at} of the scan is {character}, a sign that controls devices: no GS1 code has it.",
    "Set the scanner to send nothing but Enter behind a scan, and FNC1 as GS (ASCII 29).",
)
INVISIBLE = Fault(
    "invisible",
    "Character {at} of the scan is {character}, which nobody can see: the text was copied from a document or a page.",
    f"Scan the label itself. Or: {TYPE_IT}",
)
FULL_WIDTH = Fault(
    "full_width",
    "Character {at} of the scan is {character}: the keyboard writes wide signs.",
    "Switch the keyboard to plain Latin letters and scan again.",
)
SWAPPED = Fault(
    "swapped_capitals",
    "The scan starts with {symbol}: capital and small letters are swapped.",
    "Turn Caps Lock off and scan again.",
)
KEYBOARD = Fault(
    "keyboard",
    "The scan starts with {symbol} where ]{expected} should be: the scanner types on a keyboard of another country.",
    "Set the scanner to the computer's keyboard and scan again.",
)
OTHER_DIGITS = Fault(
    "other_digits",
    "Character {at} of the scan is {character}: the keyboard writes the digits of another script.",
    "Switch the keyboard to plain Latin letters and scan again.",
)
STRAY_IDENTIFIER = Fault(
    "stray_identifier",
    "{symbol} stands in the scan with nothing behind it: that is how a code begins, and one was lost.",
    "Scan each code of the label once more.",
)
ADDED_BEFORE = Fault(
    "added_before",
    "The scan starts with {text}, which the scanner has put before the code.",
    "Remove the scanner's prefix and scan again.",
)
SEPARATOR_FIRST = Fault(
    "separator_first",
    "At the beginning of the scan FNC1 came as {sent}.",
    "Set the scanner to send FNC1 as GS (ASCII 29), or type the printed text with its brackets.",
)
DIGITS_AS_SIGNS = Fault(
    "digits_as_signs",
    "The digits arrived as {text}: the scanner types on a keyboard of another country, or Shift is locked.",
    "Release Shift, or set the scanner to the computer's keyboard, and scan again.",
)
OTHER_SYMBOL = Fault("other_symbol", "The scan starts with {symbol}: {kind}.", f"{NO_HELP}. {ITS_OWN}")
HIBC = Fault(
    "hibc",
    "This is an HIBC label, not a GS1 code.",
    f"{NO_HELP}: look for the GS1 code beside it, or type what is printed by hand, as (01)…(17)…(10)….",
)
ISBT = Fault("isbt", "This is an ISBT 128 label, as for blood and tissue, not a GS1 code.", f"{NO_HELP}. {ITS_OWN}")
PPN = Fault("ppn", "This is a PPN label (IFA), not a GS1 code.", f"{NO_HELP}. {ITS_OWN}")
EPC = Fault(
    "epc",
    "This is the EPC of a radio tag (urn:epc:…), which has no expiry date.",
    f"{NO_HELP}. {ITS_OWN}",
)
OTHER_CONTENT = Fault(
    "other_content", "This code holds {kind}: it is no label of a cartridge.", f"{NO_HELP}. {ITS_OWN}"
)
TOO_MUCH = Fault(
    "too_much", "The scan has {count} characters, more than one label has: several codes ran together.", ONE_ONLY
)
PRODUCT_ONLY = Fault(
    "product_only",
    "This is only a product number.",
    f"{NO_HELP}. Scan the code that also has the lot and the expiry date.",
)
LOST_FIELD = Fault("lost_field", "Two separators follow each other at character {at}: a field was lost.", AGAIN)
WRONG_FORM = Fault(
    "wrong_form",
    "Field ({ai}) reads {text}, and GS1 wants {form} there: it was misread, or the label is wrong.",
    "Scan it again. If it is refused again, set it aside and ask the supplier for a right label.",
)
UNKNOWN_FIELD = Fault(
    "unknown_field", "({ai}) is no field that GS1 knows.", "Compare it with the label, digit by digit."
)
SPACE = Fault("space", "Character {at} of the scan is a space: no GS1 code has it.", f"{ONE_ONLY} Or: {TYPE_IT}")
NOT_GS1 = Fault("not_gs1", "What starts with {text} at character {at} is not GS1.", f"Scan it again. Or: {TYPE_IT}")
EMPTY_FIELD = _label_is_wrong("empty_field", "Field ({ai}) has nothing behind it.")
TOO_LONG = Fault(
    "too_long", "Field ({ai}) is too long: {text}. Maybe the separator behind it is missing.", SET_SEPARATOR
)
SEPARATOR_AS = Fault("separator_as", "Behind field ({ai}) FNC1 came as {sent}.", SET_SEPARATOR)
NOT_ALLOWED = Fault(
    "not_allowed",
    "Field ({ai}) reads {text}, and GS1 allows no {character} in a field: it was misread, or the label is wrong.",
    "Scan it again. If it is refused again, set it aside and ask the supplier for a right label.",
)
ZERO_DROPPED = Fault(
    "zero_dropped",
    "The first 0 of the scan is missing, that of (01).",
    "Set the scanner, or the program between, to keep zeros at the beginning, and scan again.",
)
WITHOUT_NUMBER = Fault(
    "without_number",
    "The scan starts with the product number {text}, without the (01) that stands before it in a GS1 code.",
    f"Scan the label itself. Or: {TYPE_IT}",
)
SHORT_PRODUCT = Fault(
    "short_product",
    "The product number ({ai}) {text} has {count} digits, as in a retail barcode, and GS1 wants {whole} there.",
    "Type the printed text with its brackets, and with zeros before the product number.",
)
TWICE = Fault("twice", "Field ({ai}) is there twice, as {first} and as {second}.", ONE_ONLY)
SCANNED_TWICE = Fault("scanned_twice", "The same code was scanned twice.", ONE_ONLY)
PRINTED = Fault(
    "printed",
    "The printed text {text} cannot be read.",
    "Type each field as (number)value, with no space or bracket inside a value.",
)
WEB_LINK = Fault(
    "web_link", "This is a web link to {host}, and it has no product number (01).", f"{NO_HELP}. {ITS_OWN}"
)
NO_HOST = Fault(
    "no_host",
    "This is a web link whose address cannot be read: {text}.",
    f"Scan it again. If it is refused again: {TYPE_IT}",
)
LINK_USER = Fault(
    "link_user",
    "This web link has a user before its host, with @ between: no GS1 Digital Link has one.",
    f"{NO_HELP}. {ITS_OWN}",
)
LINK_SCHEME = Fault(
    "link_scheme",
    "This web address does not begin with https:// or http://, as a GS1 Digital Link does.",
    f"Scan it again. If it is refused again: {TYPE_IT}",
)
LINK_WORDS = Fault(
    "link_words",
    "This GS1 Digital Link names a field in words ({word}), as GS1 no longer does.",
    f"{NO_HELP}. {ITS_OWN}",
)
LINK_PATH = Fault(
    "link_path",
    "In this GS1 Digital Link the path goes on with {text} behind the product number (01), and that is no pair of field"
    " number and value.",
    f"{NO_HELP}. {ITS_OWN}",
)
LINK_TWICE = _label_is_wrong("link_twice", "In this GS1 Digital Link ({ai}) is there twice.")
COMPRESSED_LINK = Fault(
    "compressed_link",
    "This is a GS1 Digital Link in its compressed form, which is not supported.",
    f"{NO_HELP}. {ITS_OWN}",
)
LINK_ORDER = _label_is_wrong(
    "link_order",
    "In this GS1 Digital Link ({ai}) does not follow (01) in the order (22), (10), (21), or (235) alone.",
)
LINK_PLACE = _label_is_wrong(
    "link_place", "In this GS1 Digital Link ({ai}) stands behind the question mark, and GS1 wants it before."
)
MISSING = Fault(
    "missing",
    "{text} has no {what} ({ai}).",
    "Scan the code that has product, lot and expiry date; of a label in two codes, scan both into one line.",
)
SWALLOWED = Fault(
    "swallowed",
    "The scan has no {what} ({ai}), but field ({by}) reads {text}: the separator behind it is missing.",
    SET_SEPARATOR,
)
RAN_TOGETHER = Fault(
    "ran_together",
    "Field ({by}) reads {text}, in which the product number comes once more: two codes ran together.",
    SET_SEPARATOR,
)
OTHER_KEY = Fault(
    "other_key",
    "This code names {what} ({ai}), not a product.",
    f"{NO_HELP}. Scan the code that has the product, the lot and the expiry date.",
)
CHECK_DIGIT = Fault("check_digit", "The {what} ({ai}) {text} has a wrong check digit: it was misread.", AGAIN)
ZEROS = _label_is_wrong("zeros", "The product number ({ai}) is all zeros.")
BY_MEASURE = _label_is_wrong(
    "by_measure", "The product number ({ai}) {text} is of goods sold by measure, not of a cartridge."
)
CHECK_PAIR = Fault("check_pair", "The two check characters of ({ai}) {text} are wrong: it was misread.", AGAIN)
NO_COUNTRY = Fault(
    "no_country", "The country in ({ai}) {text} is none of ISO 3166: it was misread, or the label is wrong.", AGAIN
)
NO_PIECE = Fault(
    "no_piece", "({ai}) says piece {piece} of {total}, and there is none: it was misread, or the label is wrong.", AGAIN
)
NO_DAY = Fault("no_day", "The {what} ({ai}) {text} is no day of the calendar: it was misread.", AGAIN)
DATE_OF_EIGHT = Fault(
    "date_of_eight",
    "The {what} ({ai}) reads {text}, with eight digits, and a GS1 date has six: the year by its last two digits, as"
    " {six}.",
    f"{NO_HELP}: type the printed text with a date of six digits, and ask the supplier for a right label.",
)
EXPIRIES_DIFFER = _label_is_wrong(
    "expiries_differ", "It says expires on {one} in (17) and on {other} in (7003): it cannot be known which holds."
)
MADE_LATER = Fault("made_later", "It says made on {made} and expires on {expires}: one of the two was misread.", AGAIN)
MADE_AHEAD = Fault(
    "made_ahead", "It says made on {made}, and that day is still to come: it was misread, or the label is wrong.", AGAIN
)
BOX = Fault(
    "box", "This label has a {what} ({ai}): it is of a box.", f"{NO_HELP}. Scan the label of the cartridge itself."
)
PIECE = Fault(
    "piece",
    "The label has ({ai}): it is of one piece of a product that comes in several, not of a whole one.",
    f"{NO_HELP}. {ITS_OWN}",
)
MADE_TO_ORDER = Fault(
    "made_to_order",
    "The label has (03): it is of a product that was made to order, not of one from the catalogue.",
    f"{NO_HELP}. {ITS_OWN}",
)
COUPON = Fault("coupon", "The code has ({ai}): it is of a coupon, not of a cartridge.", f"{NO_HELP}. {ITS_OWN}")
APART = _label_is_wrong("apart", "The label has ({ai}) and ({other}), which GS1 does not allow together.")
NEEDS = Fault(
    "needs",
    "The label has ({ai}) without {others}, which GS1 wants with it.",
    "Of a label in two codes, scan both into one line.",
)
NO_COUNT = _label_is_wrong("no_count", "The count ({ai}) is {text}.")

NOT_WRITTEN = Fault("not_written", "No GS1 label can carry {text}.", "Check its lot, serial and dates.")


@dataclass(frozen=True)
class Part:
    """A part of a sentence that is translated by itself, such as "up to {count} digits"."""

    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """In English."""
        return _in_english(self.sentence, self.values)


class ScanRefused(ValueError):
    """A scan that is not, beyond doubt, one label. The text says what is wrong and what to do about it."""

    def __init__(self, fault: Fault, **values: Any) -> None:
        self.fault = fault
        self.sentence = fault.words
        """To be translated: its `{braces}` name `values`."""
        self.values: Mapping[str, Any] = values
        super().__init__(_in_english(self.sentence, values))


def _in_english(sentence: str, values: Mapping[str, Any]) -> str:
    """The sentence with its values; ``{count:digit|digits}`` is the form of a word that goes with a number."""

    def written(place: re.Match[str]) -> str:
        name, one, several = place.groups()
        return str(values[name]) if one is None else one if values[name] == 1 else several

    return _PLACE.sub(written, sentence)


def shown(text: str) -> str:
    """A scan as a person can read it in a sentence: quoted, with a name for each character that cannot be seen."""
    stripped = text.strip("\r\n\t ")
    cut = stripped if len(stripped) <= 60 else stripped[:57] + "..."
    return "'" + "".join(each if each.isprintable() else named(each) for each in cut) + "'"


_CONTROLS = {"\x1c": "FS", "\x1d": "GS", "\x1e": "RS", "\x1f": "US", "\x04": "EOT", "\x00": "NUL", "\x1b": "ESC"}
_CONTROLS |= {"\r": "CR", "\n": "LF", "\t": "TAB", "\x02": "STX", "\x03": "ETX", "\x7f": "DEL"}


def named(character: str) -> str:
    """A character that cannot be seen, or that no GS1 code has, by a name in angle brackets."""
    if character in _CONTROLS:
        return f"<{_CONTROLS[character]}>"
    return f"<{unicodedata.name(character, f'U+{ord(character):04X}')}>"
