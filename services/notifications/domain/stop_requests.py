"""Whether a text asks to stop, whatever language it is in. Pure."""

from collections.abc import Sequence

from services.notifications.domain.hints import meaning_both
from services.notifications.domain.opt_outs import StopRequest, stop_request_in
from services.notifications.domain.own_words import plain, set_apart
from services.notifications.domain.replies import Answers, ReplyLanguage


def request_in(own: str, said: str, known: Sequence[Answers], spoken: Sequence[ReplyLanguage]) -> StopRequest | None:
    """What is asked for as a whole, or by a word that is set apart from the rest ("STOP. Ana").

    ``own`` is what they wrote themselves, ``said`` the same without courtesies. A word that may mean an appointment as
    well has to be the whole text: with more beside it a person reads it.
    """
    stops = [words.stop_words for words in known]
    negations = {plain(word) for each in spoken for word in each.negations}
    whys = {plain(word) for each in spoken for word in each.why_words} if "?" in own else ()
    if found := stop_request_in(said, stops, negations, whys):
        return found
    before = {plain(word) for each in spoken for word in (*each.courtesies, *each.no_words)}
    first = set_apart(own, before)
    return stop_request_in(first, stops, negations, whys) if first not in meaning_both(known) else None
