"""By which keys a patient is found: words of the name, what a typing error makes of them, phone and e-mail. Pure.

Chinese, Japanese and Korean names have no spaces, so that each of their characters is a word.

A key is a word. Its first sign says what it is of: none for a name, ``~`` for a name with one letter left out, ``#``
for a telephone number, ``@`` for an e-mail address.
"""

import re
import unicodedata
from collections.abc import Iterator

from chassis.plain_text import plain

MOST_WORDS = 24
"""Words of a name that count, or characters where each is a word."""
_SHORTEST_MISTYPED = 4
"""Letters of a word in which a typing error is allowed for: shorter words are too much like each other."""
_LONGEST_MISTYPED = 24
_FEWEST_DIGITS = 6
"""Of a telephone number that is looked for by its end. Policy: fewer would find strangers."""
_NOT_DECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that Unicode does not take apart into a letter and an accent."""
_ALONE = (
    "\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U000323af"
)
"""Han characters, kana, bopomofo and Korean syllables."""
_WORDS = re.compile(rf"[{_ALONE}]|[^\W_{_ALONE}]+")
_CHARACTERS_ALIKE = 2
"""So many characters in common make two names similar: one alone may be the family name of millions."""
_PARTICLES = frozenset(
    ("al", "bin", "da", "de", "del", "den", "der", "di", "do", "dos", "das", "du", "e", "el", "la", "le", "van", "von")
)
"""Words of family names that say nothing about who it is."""


def folded(written: str) -> str:
    """Without accents and capitals: ``Inês`` and ``INES`` are ``ines``."""
    apart = unicodedata.normalize("NFKD", written.casefold())
    plain_letters = "".join(each for each in apart if not unicodedata.combining(each)).translate(_NOT_DECOMPOSED)
    return unicodedata.normalize("NFC", plain_letters)


def words_of(written: str) -> list[str]:
    """The words of a name, each once, in the order in which they stand. Apostrophes and hyphens part words.

    ``王小明`` is three words, so that it is found by ``小明`` and in any order.
    """
    return list(dict.fromkeys(_WORDS.findall(folded(written))))[:MOST_WORDS]


def mistyped(word: str) -> Iterator[str]:
    """The word with one letter left out. Two words that share one of these differ by about one typing error."""
    if _SHORTEST_MISTYPED <= len(word) <= _LONGEST_MISTYPED:
        yield from dict.fromkeys(word[:place] + word[place + 1 :] for place in range(len(word)))


def alike(one: str, other: str) -> bool:
    """Whether two words are equal or differ by about one typing error."""
    if one == other:
        return True
    ones, others = set(mistyped(one)), set(mistyped(other))
    return one in others or other in ones or not ones.isdisjoint(others)


def keys_of(given_name: str, family_name: str, *reached: str | None) -> list[str]:
    """Every key of a patient; ``reached`` are telephone numbers (E.164) and e-mail addresses."""
    keys = dict.fromkeys([*_name_keys(given_name), *_name_keys(family_name)])
    keys |= dict.fromkeys(f"~{short}" for word in list(keys) for short in mistyped(word))
    keys |= {email_key(each) if "@" in each else phone_key(each): None for each in reached if each is not None}
    return list(keys)


def _name_keys(name: str) -> list[str]:
    """The words, and all of them as one: ``Van den Berg`` is found by ``vandenberg`` too."""
    words = words_of(name)
    return [*words, "".join(words)] if len(words) > 1 else words


def phone_key(digits: str) -> str:
    """From the last digit to the first: whoever knows no country code knows the end."""
    return "#" + "".join(re.findall(r"\d", digits))[::-1]


def email_key(address: str) -> str:
    """Whatever its capitals."""
    return "@" + plain(address).casefold()


def is_enough_of_a_number(digits: str) -> bool:
    """Whether so many digits tell one person from another."""
    return len(digits) >= _FEWEST_DIGITS


def similar_names(one: str, other: str) -> bool:
    """Whether two full names have a word in common, but for a typing error. Particles such as ``da`` do not count.

    Of Chinese, Japanese and Korean names, whether they have two characters in common.
    """
    if len(_characters(one) & _characters(other)) >= _CHARACTERS_ALIKE:
        return True
    ones, others = _telling(one), _telling(other)
    return any(alike(each, word) for each in ones for word in others)


def same_names(one: str, other: str) -> bool:
    """Whether two full names are the same words, in whatever order and with whatever accents."""
    return set(words_of(one)) == set(words_of(other))


def _characters(name: str) -> set[str]:
    return {word for word in words_of(name) if re.fullmatch(f"[{_ALONE}]", word)}


def _telling(name: str) -> list[str]:
    return [word for word in words_of(name) if word not in _PARTICLES and len(word) > 1]
