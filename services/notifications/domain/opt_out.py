"""Words with which people say stop (47 CFR 64.1200(a)(10)), and what such a stop silences."""

import re
from dataclasses import dataclass
from enum import StrEnum

from contracts.vocabulary import MessageScope

STOP_WORDS = frozenset({"stop", "quit", "end", "revoke", "opt out", "optout", "cancel", "unsubscribe"})
"""The regulation's own words, each meaningful only as the whole message: "please cancel Tuesday" is for the desk."""

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


def _plain(text: str) -> str:
    """Lower case, apostrophes dropped, any other punctuation a space, single spaces."""
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"[’'`]", "", text.casefold())).split())


class OptOutWords(StrEnum):
    """What was asked for."""

    STOP = "stop"
    STOP_ALL = "stop_all"


def heard(text: str) -> OptOutWords | None:
    """Whether ``text`` asks to stop; case and punctuation do not matter. None when it says something else."""
    said = _plain(text)
    if said in STOP_ALL_WORDS:
        return OptOutWords.STOP_ALL
    if said in STOP_WORDS:
        return OptOutWords.STOP
    if not _CLEAR_WORDING.search(said):
        return None
    # "no more messages at all" wants silence; "stop the marketing messages" names what should stop.
    if "marketing" not in said and "offers" not in said and _EVERYTHING.search(said):
        return OptOutWords.STOP_ALL
    return OptOutWords.STOP


@dataclass(frozen=True)
class OptOutPolicy:
    """What a plain STOP silences; the chain's own choice."""

    scope_of_stop: MessageScope = MessageScope.MARKETING

    def scope(self, words: OptOutWords) -> MessageScope:
        """What is silenced by ``words``."""
        return MessageScope.ALL if words is OptOutWords.STOP_ALL else self.scope_of_stop


def covers(earlier: frozenset[MessageScope], scope: MessageScope) -> bool:
    """True when ``scope`` is silent already, so that saying stop again changes nothing."""
    return MessageScope.ALL in earlier or scope in earlier


SCOPE_IN_WORDS = {
    MessageScope.MARKETING: "marketing messages. We still write about your appointments and aftercare",
    MessageScope.ALL: "messages of any kind",
}
"""How the one confirmation says what stops."""
