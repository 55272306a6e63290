"""What a machine recognises in a text: a hint for the order in which people read, never a decision.

A hint that is missing hides nothing, for every text that is no request to stop is read by a person. A wrong one has a
text read sooner than it had to be.
"""

from collections.abc import Iterable
from enum import StrEnum

from services.notifications.domain.languages import LanguageWords
from services.notifications.domain.opt_outs import plain
from services.notifications.domain.replies import Answers, ReplyLanguage


class Hint(StrEnum):
    """Something that a text may be about."""

    MAY_CANCEL = "may_cancel"
    """It may mean an appointment: to cancel or to move it."""
    SPEAKS_OF_SKIN = "speaks_of_skin"
    """It may tell of a reaction."""


MAY_MEAN_BOTH = frozenset({"cancel", "end", "quit"})
"""Words that mean stop by law when they are the whole message, and that whoever answers a reminder may mean
otherwise. Other languages name theirs (``may_cancel`` of their words that stop)."""


def hints_in(text: str, replies: Iterable[ReplyLanguage], languages: Iterable[LanguageWords] = ()) -> frozenset[Hint]:
    """What ``text`` may be about, whatever language it is in."""
    said, spoken = plain(text), list(replies)
    words = said.split()
    known: list[Answers] = [*spoken, *languages]
    both = MAY_MEAN_BOTH.union(*(map(plain, each.stop_words.may_cancel) for each in known))
    skin = frozenset[str]().union(*(map(plain, each.skin_words) for each in known))
    found = set()
    if said in both or _begins(words, (each.cancel_stems for each in spoken)):
        found.add(Hint.MAY_CANCEL)
    if skin.intersection(words) or _begins(words, (each.skin_stems for each in spoken)):
        found.add(Hint.SPEAKS_OF_SKIN)
    return frozenset(found)


def _begins(words: Iterable[str], stems: Iterable[tuple[str, ...]]) -> bool:
    beginnings = tuple(plain(stem) for each in stems for stem in each)
    return any(word.startswith(beginnings) for word in words)
