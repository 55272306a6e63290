"""Words with which people ask to stop (47 CFR 64.1200(a)(10)), and what such a stop silences."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.notifications.domain.languages import StopWords


class MessageScope(StrEnum):
    """What an opt-out silences. Marketing opt-outs never silence confirmations and aftercare."""

    MARKETING = "marketing"
    ALL = "all"


STOP_WORDS = frozenset({"stop", "quit", "end", "revoke", "opt out", "optout", "cancel", "unsubscribe"})
"""The regulation's own words. They mean stop in every language, but only as the whole message: "please cancel
Tuesday" is for the desk."""

STOP_ALL_WORDS = frozenset({"stopall", "stop all", "stop everything"})
"""Silence everything, whatever the configured scope."""

_CLEAR_WORDING = re.compile(
    r"""\b(?:
        (?:stop|quit|end)\ (?:sending|texting|messaging|e\ ?mailing|contacting|writing)
      | (?:stop|end)\ (?:the|these|all|your|any)\ (?:\w+\ )?(?:messages?|texts?|e\ ?mails?|marketing)
      | (?:do\ not|dont|never)\ (?:send|text|message|e\ ?mail|contact|write)\ (?:to\ )?(?:me|us)
      | no\ more\ (?:\w+\ )?(?:messages?|texts?|e\ ?mails?|marketing)
      | (?:remove|take|delete)\ (?:me|my\ (?:number|e\ ?mail|address))\ (?:from|off)
      | (?:unsubscribe|opt)\ (?:me|us)\b
      | (?:want|wish|like)\ to\ (?:unsubscribe|opt\ out)
      | (?:please\ (?:stop|unsubscribe|opt\ out)|(?:stop|unsubscribe|opt\ out)\ please)$
    )""",
    re.VERBOSE,
)
_EVERYTHING = re.compile(r"\b(?:all|any|anything|everything|any ?more)\b")


def plain(text: str) -> str:
    """Lower case without accents and apostrophes; any other punctuation is a space; single spaces."""
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"[’'`]", "", letters.casefold())).split())


class StopRequest(StrEnum):
    """What was asked for."""

    STOP = "stop"
    STOP_ALL = "stop_all"


def stop_request_in(text: str, languages: Iterable[StopWords] = ()) -> StopRequest | None:
    """Whether ``text`` asks to stop, in English or one of ``languages``; None when it says something else."""
    said = plain(text)
    if found := _in_english(said):
        return found
    return next((found for words in languages if (found := _in_words(said, words))), None)


def _in_english(said: str) -> StopRequest | None:
    if said in STOP_ALL_WORDS:
        return StopRequest.STOP_ALL
    if said in STOP_WORDS:
        return StopRequest.STOP
    if not _CLEAR_WORDING.search(said):
        return None
    # "no more messages at all" wants silence; "stop the marketing messages" names what should stop.
    if "marketing" not in said and "offers" not in said and _EVERYTHING.search(said):
        return StopRequest.STOP_ALL
    return StopRequest.STOP


def _in_words(said: str, words: StopWords) -> StopRequest | None:
    if said in map(plain, words.stop_all):
        return StopRequest.STOP_ALL
    if said in map(plain, words.stop):
        return StopRequest.STOP
    if not _any_in(said, words.anywhere):
        return None
    everything = "marketing" not in said and _any_in(said, words.everything)
    return StopRequest.STOP_ALL if everything else StopRequest.STOP


def _any_in(said: str, phrases: Iterable[str]) -> bool:
    return any(f" {plain(phrase)} " in f" {said} " for phrase in phrases)


@dataclass(frozen=True)
class OptOutPolicy:
    """What a plain STOP silences; the chain's own choice."""

    scope_of_stop: MessageScope = MessageScope.MARKETING

    def scope(self, request: StopRequest) -> MessageScope:
        """What is silenced by ``request``."""
        return MessageScope.ALL if request is StopRequest.STOP_ALL else self.scope_of_stop


def covers(earlier: frozenset[MessageScope], scope: MessageScope) -> bool:
    """True when ``scope`` is opted out of already, so that another stop changes nothing."""
    return MessageScope.ALL in earlier or scope in earlier
