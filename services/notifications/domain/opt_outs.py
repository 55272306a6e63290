"""Words with which people ask to stop (47 CFR 64.1200(a)(10)), and what such a stop silences."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.notifications.domain.languages import StopWords
from services.notifications.domain.own_words import plain


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
      | (?:do\ not|dont|never)\ (?:text|message|e\ ?mail|contact|write)\ (?:to\ )?(?:me|us)
      | (?:do\ not|dont|never)\ send\ (?:to\ )?(?:me|us)(?:
            $ | \ any(?:\ ?more|thing)\b | \ (?:more|again)$
          | \ (?:\w+\ ){0,3}(?:messages?|texts?|sms|msgs?|e\ ?mails?|reminders?|marketing)
        )
      | (?:do\ not|dont|no\ longer)\ want\ (?:
            (?:to\ (?:receive|get)\ |(?!to\ ))(?:\w+\ ){0,2}(?:messages?|texts?|e\ ?mails?|marketing)
          | to\ be\ (?:contacted|texted|messaged)
        )
      | no\ more\ (?:\w+\ )?(?:messages?|texts?|e\ ?mails?|marketing)
      | (?:remove|take|delete)\ (?:me|my\ (?:number|e\ ?mail|address))\ (?:from|off)
      | (?:unsubscribe|opt)\ (?:me|us)\b
      | (?:want|wish|like)\ to\ (?:unsubscribe|opt\ out)
      | (?:please\ (?:stop|unsubscribe|opt\ out)|(?:stop|unsubscribe|opt\ out)\ please)$
      | ^(?:stop|end|quit)\ (?:now|it|this|already|sms|msgs?|messages?|texts?|e\ ?mails?|marketing|offers|promotions)$
      | ^unsubscribe\ (?:from|now)\b
    )""",
    re.VERBOSE,
)
_INSTRUCTION = re.compile(r"\b(?:reply|text|send|respond)(?: with)? stop to\b.*")
"""How an automatic reply, or our own message that is quoted, says what its reader may do: nobody asks for it."""
_EVERYTHING = re.compile(r"\b(?:all|any|anything|everything|any ?more)\b")
_NEGATIONS = frozenset({"not", "dont", "never", "cant", "cannot", "wont", "didnt", "doesnt"})
_ASKING = frozenset({"can", "could", "will", "would", "please"})


class StopRequest(StrEnum):
    """What was asked for."""

    STOP = "stop"
    STOP_ALL = "stop_all"


def stop_request_in(
    text: str, languages: Iterable[StopWords] = (), negations: Collection[str] = (), whys: Collection[str] = ()
) -> StopRequest | None:
    """Whether ``text`` asks to stop, in English or one of ``languages``; None when it says something else.

    Right after one of ``negations`` (plain words) the wording of a language asks for the opposite. What begins with one
    of ``whys`` (plain words) asks why: "why do I get no more messages?" misses them.
    """
    said, known = plain(text), list(languages)
    if found := _as_a_word(said, known):
        return found
    if said.startswith(tuple(f"{each} " for each in whys)):
        return None
    if found := _in_english(said):
        return found
    return next((found for words in known if (found := _in_words(said, words, negations))), None)


def _as_a_word(said: str, languages: Sequence[StopWords]) -> StopRequest | None:
    """As the whole message."""
    if said in STOP_ALL_WORDS or any(said in map(plain, words.stop_all) for words in languages):
        return StopRequest.STOP_ALL
    if said in STOP_WORDS or any(said in map(plain, words.stop) for words in languages):
        return StopRequest.STOP
    return None


def _in_english(said: str) -> StopRequest | None:
    said = _INSTRUCTION.sub("", said)
    if not any(_is_asked(said[: found.start()].split()) for found in _CLEAR_WORDING.finditer(said)):
        return None
    # "no more messages at all" wants silence; "stop the marketing messages" names what should stop.
    if "marketing" not in said and "offers" not in said and _EVERYTHING.search(said):
        return StopRequest.STOP_ALL
    return StopRequest.STOP


def _is_asked(before: Sequence[str]) -> bool:
    """Whether clear wording after these words is a request: not in "don't stop sending" or "you never text me"."""
    if not _NEGATIONS.isdisjoint(before[-1:]):
        return False
    lately = " ".join(before[-3:]).replace("thank you", "").split()
    return "you" not in lately[-2:] or not _ASKING.isdisjoint(lately)


def _in_words(said: str, words: StopWords, negations: Collection[str]) -> StopRequest | None:
    if not _asked_in(said, words.anywhere, negations):
        return None
    everything = "marketing" not in said and _any_in(said, words.everything)
    return StopRequest.STOP_ALL if everything else StopRequest.STOP


def _asked_in(said: str, phrases: Iterable[str], negations: Collection[str]) -> bool:
    """Whether one of ``phrases`` is there, and not right after a negation ("não deixem de enviar")."""
    for phrase in map(plain, phrases):
        before, found, _ = f" {said} ".partition(f" {phrase} ")
        if found and not set(before.split()[-1:]).intersection(negations):
            return True
    return False


def _any_in(said: str, phrases: Iterable[str]) -> bool:
    return any(f" {plain(phrase)} " in f" {said} " for phrase in phrases)


START_WORDS = frozenset({"start", "unstop", "resubscribe", "opt in", "optin"})
"""They ask for messages again in every language, as the whole message. Others are published with the reply words."""


def asks_to_start(text: str, words: Iterable[str] = ()) -> bool:
    """Whether ``text`` asks for messages again, and nothing else."""
    return plain(text) in START_WORDS.union(map(plain, words))


@dataclass(frozen=True)
class OptOutPolicy:
    """What a plain STOP silences; the chain's own choice, until a law says otherwise."""

    scope_of_stop: MessageScope = MessageScope.MARKETING
    all_from: date | None = date(2027, 1, 31)
    """The day from which a plain STOP silences everything: revoke-all of 47 CFR 64.1200(a)(10) was put off to
    31 January 2027. None: never."""
    all_numbers: tuple[str, ...] = ("+1",)
    """The beginnings of the numbers (E.164) for which that law is the one that counts."""

    def scope(self, request: StopRequest, sender: str, day: date) -> MessageScope:
        """What is silenced by ``request``, sent from a number or address on that day (UTC)."""
        lawful = self.all_from is not None and day >= self.all_from and sender.startswith(self.all_numbers)
        return MessageScope.ALL if lawful or request is StopRequest.STOP_ALL else self.scope_of_stop


def covers(earlier: frozenset[MessageScope], scope: MessageScope) -> bool:
    """True when ``scope`` is opted out of already, so that another stop changes nothing."""
    return MessageScope.ALL in earlier or scope in earlier


class Step(StrEnum):
    """What a patient said about messages."""

    STOPPED = "stopped"
    AGREED = "agreed"


class How(StrEnum):
    """How it is known."""

    TEXT = "text"
    """They wrote it."""
    WHATSAPP = "whatsapp"
    """They stopped it in WhatsApp itself."""
    IN_PERSON = "in_person"
    PHONE = "phone"
    IN_WRITING = "in_writing"
    """On paper, in an e-mail to a person, on their own page or to their mail provider: the note says which."""
    BOOKING = "booking"
    """Their preferences in booking were changed."""


@dataclass(frozen=True)
class Said:
    """How it is known that somebody stopped or agreed."""

    how: How
    text_id: UUID | None = None
    note: str | None = None
