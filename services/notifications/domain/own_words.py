"""What somebody wrote themselves: without what they quote, how they sign and how they greet. Pure.

A machine does only what they say themselves: the "reply STOP to end messages" of a quoted e-mail asks for nothing.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from chassis.plain_text import seen

_ENDS = re.compile(
    r"""^(?:
        --                                                                        # RFC 3676, 4.3: a signature follows
      | -{2,}\ ?(?:original|forwarded|mensagem|mensaje|message|messaggio|ursprüngliche)\b.*-{2,}
      | (?:on|em|no|a|el|le|am|il)\b.{5,300}\b(?:wrote|escreveu|escribió|a\sécrit|schrieb|ha\sscritto)\s?:
      | am\b.{5,200}\bschrieb\b.{3,200}:
      | .{1,300}@.{1,250}\bescreveu\s?\(.{5,60}\)\s?:
      | (?:sent\ from|get\ outlook\ for|enviado\ (?:do|a\ partir|desde)|envoyé\ (?:de|depuis)|inviato\ da)\b.{0,60}
      | von\ mein.{0,40}\ gesendet
      | _{10,}
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
"""Lines after which nothing is the writer's own: as the usual mail programs write them."""
WRAPPED = 4
"""Lines that such a line may take: mail programs break it after 78 signs."""
_INTRODUCES = re.compile(r"(?:on|em|no|a|el|le|am|il)\b.*\d|.*@", re.IGNORECASE)
"""The first of them, where it is broken: it names a day, or an address."""
_HEAD = re.compile(r"\*?(?:from|de|von|da)\s?:\*?\s.*@", re.IGNORECASE)
_SENT = re.compile(
    r"\*?(?:sent|date|enviad[ao](?:\sem)?|data|envoyé|fecha|gesendet|datum|inviato)\s?:\*?\s", re.IGNORECASE
)
"""Outlook writes the head of a mail before what it quotes, and no marks beside it."""


def plain(text: str) -> str:
    """Lower case without accents and apostrophes; any other punctuation is a space; single spaces.

    Signs that nobody sees, which come along when a word is pasted, are left out.
    """
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", seen(text)) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"[’'`]", "", letters.casefold())).split())


def own_words(text: str) -> str:
    """``text`` without quoted lines, and without what follows a signature or a mail program's own line.

    A text that is nothing else is answered whole.
    """
    own: list[str] = []
    lines = [line.strip() for line in text.splitlines()]
    for place, line in enumerate(lines):
        if _ends(lines[place : place + WRAPPED]):
            break
        if not line.startswith(">"):
            own.append(line)
    return "\n".join(own).strip() or text


def _ends(lines: Sequence[str]) -> bool:
    """Whether nothing is the writer's own from the first of these lines on."""
    if _ENDS.match(lines[0]) or (_HEAD.match(lines[0]) and any(_SENT.match(each) for each in lines[1:])):
        return True
    return any(_ENDS.match(" ".join(lines[:count])) and _INTRODUCES.match(lines[0]) for count in range(2, WRAPPED + 1))


_SETS_APART = re.compile(r"([.!;\n]+|\s[-–—]+\s|,)")
SHORT_REST = 3
"""Words after a comma that can be a name or a greeting. A policy: no source counts words."""


def set_apart(text: str, passed_over: Collection[str]) -> str:
    """What is said first and set apart from the rest, plain: "stop" of "STOP. Ana" and of "No, stop"; else empty.

    ``passed_over``: plain words that may stand before it. A full stop, an exclamation mark, a dash or a new line sets
    apart; a comma only before a few words that ask nothing.
    """
    parts = _SETS_APART.split(text)
    for place in range(0, len(parts), 2):
        said = plain(parts[place])
        if not said or said in passed_over:
            continue
        by, rest = "".join(parts[place + 1 : place + 2]), "".join(parts[place + 2 :])
        if by == "," and ("?" in rest or len(plain(rest).split()) > SHORT_REST):
            return ""
        return said
    return ""


def parts_of(text: str) -> list[str]:
    """What is set apart in ``text``, each part plain."""
    return [said for part in _SETS_APART.split(text)[::2] if (said := plain(part))]


def bare(text: str, courtesies: Iterable[str] = ()) -> str:
    """``text``, plain, without courtesies at either end; a spelt word (S.T.O.P.) and a repeated one are the word."""
    said, polite = plain(text), sorted({plain(each) for each in courtesies}, key=len, reverse=True)
    before = ""
    while said != before:
        before = said
        for each in polite:
            said = said.removeprefix(f"{each} ").removesuffix(f" {each}")
    words = said.split()
    if len(words) > 1 and all(len(word) == 1 for word in words):
        return "".join(words)
    return words[0] if len(set(words)) == 1 else said


def unsigned(said: str, names: Iterable[str]) -> str:
    """``said`` (plain) without the name of whoever is reached there at its end: "yes" of "yes ana".

    ``names`` are the only words that a machine passes over there: "yes, later" stays whole.
    """
    for name in sorted({plain(each) for each in names} - {""}, key=len, reverse=True):
        if said.endswith(f" {name}"):
            return said.removesuffix(f" {name}")
    return said


_DENYING = frozenset("👎❌✖🚫⛔🛑😡😠🤬😤😢😭😞🙅🤷❓❔⁉")
"""Signs beside a yes that take it back, or ask. Others ("👍", "🙏") change nothing. Unicode's own names for them."""


def denies_itself(text: str) -> bool:
    """Whether a sign in ``text`` says otherwise than its words may: then an answer is not sure."""
    return not _DENYING.isdisjoint(text)
