"""A document of reference data in parts with fields, as a form shows them and reads what was typed. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.console.pages.published.part_words import COLLECTIONS, FIRST, LAST, UNITS
from services.console.pages.words import word

Path = tuple[str, ...]
AS_JSON = ("when", "unless")
"""What a rule asks is a tree: it is changed as lines, or as JSON where lines cannot show it."""
MOST_FIELDS = 40
"""More than so many are several parts."""
LANGUAGES = "languages"
"""Below it, words stand under the tag of their language."""
NEW = "new_name"
"""The field of a form that names a new part."""
NO_NAME = word("Write letters, digits, - or _, and begin with a letter.")
TAKEN = word("There is one of this name, here or in the version before: choose another.")
NO_NUMBER = word("Write a number.")
NO_DAY = word("Write a day.")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Field:
    """One value of a part."""

    path: Path
    value: Any
    inside: Path
    """Its keys within the part, the last of which says what it is."""

    @property
    def name(self) -> str:
        """In the form, and as a check names it."""
        return ".".join(self.path)

    @property
    def language(self) -> str:
        """In which its words are written: that of the language it belongs to, otherwise English."""
        before = self.path.index(LANGUAGES) if LANGUAGES in self.path[:-1] else None
        return "en" if before is None else self.path[before + 1]

    @property
    def kind(self) -> str:
        """What it is typed as: ``yes``, ``whole``, ``number``, ``day``, ``outcome``, ``list`` or ``text``."""
        if isinstance(self.value, bool):
            return "yes"
        if isinstance(self.value, list):
            return "list"
        if isinstance(self.value, int):
            return "whole"
        if isinstance(self.value, float) or _DECIMAL.fullmatch(self.value):
            return "number"
        if _DAY.fullmatch(self.value):
            return "day"
        return "outcome" if self.path[-1] == "outcome" else "text"

    @property
    def shown(self) -> str:
        """As it is typed."""
        return "\n".join(self.value) if isinstance(self.value, list) else str(self.value)

    def read(self, typed: str) -> Any:
        """What was typed, as the document has it. Raises ValueError with the sentence to say."""
        typed = typed.replace("\r\n", "\n").strip()
        if self.kind == "yes":
            return typed == "1"
        if self.kind == "list":
            return [line.strip() for line in typed.splitlines() if line.strip()]
        if self.kind in ("whole", "number"):
            return self._number(typed.replace(",", "."))
        if self.kind == "day":
            return _day(typed)
        return typed

    def _number(self, typed: str) -> Any:
        if not typed.isascii() or not _DECIMAL.fullmatch(typed) or (self.kind == "whole" and "." in typed):
            raise ValueError(NO_NUMBER)
        return typed if isinstance(self.value, str) else type(self.value)(typed)


@dataclass(frozen=True)
class Part:
    """What is read and changed at once: a policy, a rule, a protocol."""

    path: Path
    fields: Sequence[Field]

    @property
    def name(self) -> str:
        """In addresses."""
        return ".".join(self.path)

    @property
    def language(self) -> str:
        """In which its words are written."""
        return self.fields[0].language

    @property
    def about(self) -> str:
        """A sentence of it, beside its code; empty where it has none."""
        texts = {each.inside[-1]: each.value for each in self.fields if len(each.inside) == 1}
        return str(next((texts[key] for key in ("sentence", "says", "text", "title", "name") if key in texts), ""))


def parts_of(document: Mapping[str, Any]) -> list[Part]:
    """All that has fields."""
    return [part for key, value in document.items() if isinstance(value, dict) for part in _parts((key,), value)]


def grouped(parts: Sequence[Part]) -> dict[str, list[Part]]:
    """By what they are kept under, and in each by name."""
    found: dict[str, list[Part]] = {}
    for each in sorted(parts, key=lambda part: part.path):
        found.setdefault(each.path[0], []).append(each)
    known = {key: found.pop(key) for key in COLLECTIONS if key in found}
    return known | found


def part_at(document: Mapping[str, Any], name: str) -> Part | None:
    """The part of this name, or that in which a path of this name lies; None where there is none."""
    found = [each for each in parts_of(document) if f"{name}.".startswith(f"{each.name}.")]
    return max(found, key=lambda each: len(each.path), default=None)


def value_at(document: Any, path: Path) -> Any:
    """What stands there; None where nothing does."""
    for key in path:
        document = document.get(key) if isinstance(document, Mapping) else None
    return document


def wrong_name(code: str, beside: Part, *documents: Mapping[str, Any]) -> str | None:
    """Why a new part cannot be called so; None where it can."""
    if not _NAME.fullmatch(code):
        return NO_NAME
    for document in documents:
        there = value_at(document, beside.path[:-1])
        if isinstance(there, Mapping) and code in there:
            return TAKEN
    return None


def typed_in(part: Part, form: Mapping[str, str]) -> tuple[dict[Path, Any], dict[str, str]]:
    """What the fields say now, and by name what is wrong with those that cannot be read."""
    values: dict[Path, Any] = {}
    wrong: dict[str, str] = {}
    for each in part.fields:
        try:
            values[each.path] = each.read(form.get(each.name, ""))
        except ValueError as error:
            wrong[each.name] = str(error)
    return values, wrong


def _parts(path: Path, value: Mapping[str, Any]) -> Iterator[Part]:
    fields = sorted(_fields(path, value, ()), key=lambda each: [_rank(key) for key in each.inside])
    inner = {key: each for key, each in value.items() if isinstance(each, dict) and key not in AS_JSON}
    whole = len(inner) < len(value) and len(fields) <= MOST_FIELDS
    own = fields if whole else [each for each in fields if len(each.inside) == 1]
    if own:
        yield Part(path, own)
    if not whole:
        for key, each in inner.items():
            yield from _parts((*path, key), each)


def _fields(path: Path, value: Mapping[str, Any], inside: Path) -> Iterator[Field]:
    for key, each in value.items():
        if key in AS_JSON:
            continue
        if isinstance(each, dict):
            yield from _fields((*path, key), each, (*inside, key))
        elif _is_simple(each):
            yield Field((*path, key), each, (*inside, _unit_of(path) if key == "value" else key))


def _rank(key: str) -> tuple[int, str]:
    if key in LAST:
        return len(FIRST) + 1, key
    return (FIRST.index(key) if key in FIRST else len(FIRST)), key


def _is_simple(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) and each.strip().splitlines() == [each] for each in value)
    return isinstance(value, (bool, int, float)) or (isinstance(value, str) and value.strip() == value)


def _unit_of(path: Path) -> str:
    return next((unit for unit in UNITS if path[-1].endswith(f"_{unit}")), "value")


def _day(typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise ValueError(NO_DAY) from None
