"""Whether a text asks to stop, whatever language it is in. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from services.notifications.domain.hints import meaning_both
from services.notifications.domain.opt_outs import START_WORDS, StopRequest, stop_request_in
from services.notifications.domain.own_words import parts_of, plain, set_apart
from services.notifications.domain.replies import Answers, ReplyLanguage

FIGURE = "#"
"""In the words of a limit: any word that begins with a figure."""
LONGEST_SENTENCE = 40
"""Words: in a longer sentence no limit is looked for, and a person reads it whatever it asks."""
_SENTENCES = re.compile(r"[.!?;\n]+")


def request_in(own: str, said: str, known: Sequence[Answers], spoken: Sequence[ReplyLanguage]) -> StopRequest | None:
    """What is asked for as a whole, or by a word that is set apart from the rest ("STOP. Ana").

    ``own`` is what they wrote themselves, ``said`` the same without courtesies. A word that may mean an appointment as
    well has to be the whole text: with more beside it a person reads it. So does who asks for less than an end ("stop
    sending me messages at night"), and who takes it back ("STOP. START").
    """
    negations = {plain(word) for each in spoken for word in each.negations}
    whys = {plain(word) for each in spoken for word in each.why_words} if "?" in own else ()
    stops = [words.stop_words for words in known]
    asks = partial(stop_request_in, languages=stops, negations=negations, whys=whys)
    if found := asks(said):
        return None if _is_limited(own, [limit for each in spoken for limit in each.limits], asks) else found
    before = {plain(word) for each in spoken for word in (*each.courtesies, *each.no_words)}
    first = set_apart(own, before)
    starts = START_WORDS.union(plain(word) for each in spoken for word in each.start_words)
    if first in meaning_both(known) or not starts.isdisjoint(parts_of(own)):
        return None
    return asks(first)


def _is_limited(own: str, limits: Iterable[str], asks: Callable[[str], StopRequest | None]) -> bool:
    """Whether every sentence that asks to stop asks for less than that."""
    phrases = [[FIGURE if word == FIGURE else plain(word) for word in limit.split()] for limit in limits]
    asking = [words for words in (plain(each).split() for each in _SENTENCES.split(own)) if asks(" ".join(words))]
    return bool(asking) and all(_has_limit(_from_wording_on(words, asks), phrases) for words in asking)


def _from_wording_on(words: Sequence[str], asks: Callable[[str], StopRequest | None]) -> Sequence[str]:
    """What follows the wording, and its last word: "mais tarde" of "não me enviem mais tarde"."""
    if len(words) > LONGEST_SENTENCE:
        return ()
    end = next(end for end in range(1, len(words) + 1) if asks(" ".join(words[:end])))
    return words[end - 1 :]


def _has_limit(words: Sequence[str], phrases: Iterable[Sequence[str]]) -> bool:
    return any(
        all(_is(word, wanted) for word, wanted in zip(words[start:], phrase, strict=False))
        for phrase in phrases
        for start in range(len(words) - len(phrase) + 1)
    )


def _is(word: str, wanted: str) -> bool:
    return word[0].isdigit() if wanted == FIGURE else word == wanted
