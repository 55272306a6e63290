"""What a scan looks for: a person's name, phone, e-mail and birthday, as people and programs write them. Pure."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_IN_NUMBERS = "[ ().-]{0,2}"
"""What may stand between the digits of a telephone number."""
_FEWEST_LETTERS = 2


@dataclass(frozen=True)
class Term:
    """One thing to look for."""

    what: str
    """``given name``, ``phone`` …: findings are reported by it, never by its value."""
    pattern: str
    """A regular expression without regard to case, for PostgreSQL and Python alike."""
    whole_word: bool = False
    """True for names: Ana is not in banana."""

    @property
    def in_postgresql(self) -> str:
        """The pattern as PostgreSQL writes word boundaries."""
        return rf"\m({self.pattern})\M" if self.whole_word else self.pattern

    @property
    def in_escaped_bytes(self) -> str:
        r"""For what ``encode(…, 'escape')`` makes of bytes: \303 of one that is not ASCII, two backslashes of one."""
        doubled = self.pattern.replace("\\\\", "\\\\" * 2)
        pattern = "".join(each if each.isascii() else _octal(each) for each in doubled)
        if not self.whole_word:
            return pattern
        begins, ends = (r"\m" if pattern[0].isalnum() else ""), (r"\M" if pattern[-1].isalnum() else "")
        return f"{begins}({pattern}){ends}"

    def found_in(self, content: str) -> bool:
        """Whether the text has it."""
        edge = r"\b" if self.whole_word else ""
        return re.search(f"{edge}(?:{self.pattern}){edge}", content, re.IGNORECASE) is not None


@dataclass(frozen=True)
class Person:
    """Who is looked for. What is None is not looked for."""

    given_name: str | None = None
    family_name: str | None = None
    phone: str | None = None
    """E.164."""
    email: str | None = None
    birthday: date | None = None

    def terms(self) -> tuple[Term, ...]:
        """Everything to look for."""
        return tuple(self._terms())

    def _terms(self) -> Iterator[Term]:
        for what, name in (("given name", self.given_name), ("family name", self.family_name)):
            if name and len(name) >= _FEWEST_LETTERS:
                yield Term(what, _either_way(name), whole_word=True)
        if self.phone:
            yield Term("phone", _IN_NUMBERS.join(re.findall(r"\d", self.phone)))
        if self.email:
            yield Term("e-mail", _either_way(self.email))
        if self.birthday:
            yield Term("birthday", "|".join(re.escape(f"{self.birthday:{form}}") for form in _DAYS))


_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")


def _either_way(words: str) -> str:
    """As it is, or as JSON may write it in ASCII; in capitals, too, because PostgreSQL may know only those of ASCII."""
    written = (words, words.lower(), words.upper())
    return "|".join(re.escape(each) for each in dict.fromkeys((*written, *(json.dumps(one)[1:-1] for one in written))))


def _octal(letter: str) -> str:
    return "".join(rf"\\{byte:03o}" for byte in letter.encode())


def text_of(content: bytes) -> str:
    """Bytes as text, whatever they are: what is not UTF-8 is replaced, and cannot be part of what is looked for."""
    return content.decode("utf-8", errors="replace")
