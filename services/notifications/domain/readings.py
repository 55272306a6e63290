"""A text as a machine reads it: what it asks for and says, as far as that is sure. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.notifications.domain.hints import Hint, hints_in, says_more
from services.notifications.domain.languages import LanguageWords
from services.notifications.domain.offers import answer_in
from services.notifications.domain.opt_outs import OptOutPolicy, StopRequest, asks_to_start
from services.notifications.domain.own_words import bare, denies_itself, own_words, parts_of, plain, unsigned
from services.notifications.domain.replies import Answers, ReplyLanguage
from services.notifications.domain.stop_requests import request_in


class Act(StrEnum):
    """What a machine does with a text by its words alone."""

    START = "start"
    STOP = "stop"
    STOP_ALL = "stop_all"
    YES = "yes"
    NO = "no"
    PERSON = "person"
    """Nothing: a person reads it."""


@dataclass(frozen=True)
class Read:
    """A text as a machine reads it."""

    text: str
    """In the writer's own words: without what is quoted, signed, or only polite."""
    day: date
    """UTC, on which it came."""
    policy: OptOutPolicy
    request: StopRequest | None
    starts: bool
    hints: frozenset[Hint]
    answer: bool | None
    """Yes or no and nothing else; None when it says something else."""
    says_more: bool
    """It asks to stop, and a person reads it as well."""

    @property
    def act(self) -> Act:
        """What is done where nothing was asked before."""
        if self.starts:
            return Act.START
        if self.request is not None:
            return Act(self.request.value)
        return {True: Act.YES, False: Act.NO, None: Act.PERSON}[self.answer]


def reading_of(
    text: str,
    spoken: Sequence[ReplyLanguage],
    languages: Sequence[LanguageWords],
    *,
    names: Collection[str],
    day: date,
    policy: OptOutPolicy,
) -> Read:
    """Words of every language count: those for answers, and those that templates bring.

    ``names``: the given names of who is reached where it came from, with which they may sign.
    """
    known: list[Answers] = [*spoken, *languages]
    own, said = own_words(text), _without_courtesies(text, spoken, names)
    hints, sure = hints_in(text, spoken, languages), "?" not in own and not denies_itself(own)
    request = request_in(own, said, known, spoken)
    return Read(
        text=said,
        day=day,
        policy=policy,
        request=request,
        starts=sure and asks_to_start(said, (word for each in spoken for word in each.start_words)),
        hints=hints,
        answer=answer_in(said, known) if sure else None,
        says_more=request is not None and (says_more(said, hints) or _answers_too(own, known)),
    )


def _answers_too(own: str, known: Sequence[Answers]) -> bool:
    """Whether a stop stands beside an answer to something else: "STOP. Yes"."""
    return any(answer_in(part, known) for part in parts_of(own))


def _without_courtesies(text: str, spoken: Sequence[ReplyLanguage], names: Collection[str]) -> str:
    """What is read of a text: the writer's own words. "Cancel, please" keeps its courtesy, and so is no bare CANCEL."""
    own, courtesies = own_words(text), [word for each in spoken for word in each.courtesies]
    said = bare(unsigned(bare(own, courtesies), names), courtesies)
    return own if said != plain(own) and Hint.MAY_CANCEL in hints_in(said, spoken) else said
