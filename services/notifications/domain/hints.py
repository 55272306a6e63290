"""What a machine recognises in a text: a hint for the order in which people read, never a decision.

A hint that is missing hides nothing, for every text that is no request to stop is read by a person. A wrong one has a
text read sooner than it had to be.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from services.notifications.domain.languages import LanguageWords
from services.notifications.domain.own_words import own_words, plain
from services.notifications.domain.replies import Answers, ReplyLanguage


class Hint(StrEnum):
    """Something that a text may be about."""

    MAY_CANCEL = "may_cancel"
    """It may mean an appointment: to cancel or to move it."""
    SPEAKS_OF_SKIN = "speaks_of_skin"
    """It may tell of a reaction."""


LONGEST_BARE_STOP = 6
"""Words: a longer text says more than that messages shall end. A policy: no source counts words."""

MAY_MEAN_BOTH = frozenset({"cancel", "end", "quit"})
"""Words that mean stop by law when they are the whole message, and that whoever answers a reminder may mean
otherwise. Other languages name theirs (``may_cancel`` of their words that stop)."""


_BETWEEN_CLAUSES = re.compile(r"[^\w\s'’`-]+|\n")
"""What ends the reach of a negation: "no, it burns" denies nothing."""


def says_more(text: str, hints: frozenset[Hint]) -> bool:
    """Whether a text that asks to stop says more than that, by its length and what else it may be about.

    Then it is obeyed, and a person reads it as well.
    """
    return len(plain(text).split()) > (2 if hints else LONGEST_BARE_STOP)


def meaning_both(known: Iterable[Answers]) -> frozenset[str]:
    """The plain words that stop and may mean an appointment."""
    return MAY_MEAN_BOTH.union(*(map(plain, each.stop_words.may_cancel) for each in known))


def hints_in(text: str, replies: Iterable[ReplyLanguage], languages: Iterable[LanguageWords] = ()) -> frozenset[Hint]:
    """What ``text`` may be about, whatever language it is in.

    Words about the skin count wherever they stand, also where the text may quote somebody.
    """
    said, spoken = plain(own_words(text)), list(replies)
    known: list[Answers] = [*spoken, *languages]
    cancel_stems = tuple(plain(stem) for each in spoken for stem in each.cancel_stems)
    found = set()
    if said in meaning_both(known) or any(word.startswith(cancel_stems) for word in said.split()):
        found.add(Hint.MAY_CANCEL)
    if _tells_of_skin(text, [_Skin.of(each) for each in known]):
        found.add(Hint.SPEAKS_OF_SKIN)
    return frozenset(found)


@dataclass(frozen=True)
class _Skin:
    """How a reaction is told, and denied, in one language; all of it plain."""

    words: frozenset[str]
    stems: tuple[str, ...]
    negations: tuple[str, ...]
    or_words: frozenset[str]

    @classmethod
    def of(cls, language: Answers) -> Self:
        if isinstance(language, LanguageWords):
            return cls(frozenset(map(plain, language.skin_words)), (), (), frozenset())
        return cls(
            frozenset(map(plain, language.skin_words)),
            tuple(map(plain, language.skin_stems)),
            tuple(map(plain, language.negations)),
            frozenset(map(plain, language.or_words)),
        )

    def has(self, word: str) -> bool:
        return word in self.words or word.startswith(self.stems)

    def denies(self, before: Sequence[str], *, carried_on: bool) -> bool:
        """Whether a word after these is denied; ``carried_on``: the one before the last of them is."""
        said = f" {' '.join(before)}"
        return said.endswith(tuple(f" {each}" for each in self.negations)) or (
            carried_on and before[-1] in self.or_words
        )


def _tells_of_skin(text: str, languages: Sequence[_Skin]) -> bool:
    """Whether a word of a reaction is there that is not denied: "no swelling" tells of none, "no, swelling" does.

    A language denies its own words only: the Portuguese "no" is "in the".
    """
    for clause in map(plain, _BETWEEN_CLAUSES.split(text)):
        said, denied = clause.split(), -1  # where the last word stands that is denied
        for place, word in enumerate(said):
            speaking = [each for each in languages if each.has(word)]
            carried_on = 0 <= denied == place - 2
            if speaking and not any(each.denies(said[:place], carried_on=carried_on) for each in speaking):
                return True
            denied = place if speaking else denied
    return False
