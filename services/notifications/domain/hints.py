"""What a machine recognises in a text: a hint for the order in which people read, never a decision.

A hint that is missing hides nothing, for every text that is no request to stop is read by a person. A wrong one has a
text read sooner than it had to be.
"""

from collections.abc import Iterable
from enum import StrEnum

from services.notifications.domain.languages import LanguageWords
from services.notifications.domain.opt_outs import plain


class Hint(StrEnum):
    """Something that a text may be about."""

    MAY_CANCEL = "may_cancel"
    """It may mean an appointment: to cancel or to move it."""
    SPEAKS_OF_SKIN = "speaks_of_skin"
    """It may tell of a reaction."""


ALSO_CANCEL = frozenset({"cancel", "end", "quit", "cancelar", "sair"})
"""Words that mean stop by law or by policy when they are the whole message, and that whoever answers a reminder may
mean otherwise. In English and Portuguese; another language names its own (``may_cancel`` of its words)."""
CANCEL_STEMS = ("cancel", "reschedul", "postpon", "desmarc", "remarc", "adiar")
"""Beginnings of words about moving or cancelling an appointment."""
SKIN_STEMS = (
    *("burn", "ooz", "swell", "swollen", "blister", "bleed", "infect", "fever", "itch", "wound", "weep", "scab"),
    *("queim", "inchac", "inchad", "bolha", "sangr", "infec", "infet", "febre", "comich", "ferid", "vermelh", "crost"),
)
"""Beginnings of words with which people describe a reaction."""
SKIN_WORDS = frozenset({"pus", "red", "redness", "hot", "pain", "painful", "hurts", "rash", "arde", "doi", "dor"})
"""Whole words of the same kind. Both lists are ours: no source says with which words a reaction is told."""


def hints_in(text: str, languages: Iterable[LanguageWords] = ()) -> frozenset[Hint]:
    """What ``text`` may be about, whatever language it is in."""
    said = plain(text)
    words, known = said.split(), list(languages)
    also_cancel = ALSO_CANCEL.union(*(map(plain, each.stop_words.may_cancel) for each in known))
    skin = SKIN_WORDS.union(*(map(plain, each.skin_words) for each in known))
    found = set()
    if said in also_cancel or any(word.startswith(CANCEL_STEMS) for word in words):
        found.add(Hint.MAY_CANCEL)
    if any(word in skin or word.startswith(SKIN_STEMS) for word in words):
        found.add(Hint.SPEAKS_OF_SKIN)
    return frozenset(found)
