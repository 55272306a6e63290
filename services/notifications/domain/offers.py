"""An offer of a freed time, and whether a text answers it. Pure."""

from collections.abc import Iterable
from datetime import datetime

from services.notifications.domain.messages import UNTIL, Message
from services.notifications.domain.own_words import plain
from services.notifications.domain.replies import Answers
from services.notifications.domain.wording import moment_in


def answer_in(text: str, languages: Iterable[Answers]) -> bool | None:
    """Whether ``text`` says yes or no and nothing else; None when it does not."""
    said, known = plain(text), list(languages)
    if any(said in map(plain, each.yes_words) for each in known):
        return True
    return False if any(said in map(plain, each.no_words) for each in known) else None


def can_be_accepted(message: Message, now: datetime) -> bool:
    """Whether what a message asks can still be answered; a message that asks about no offer always can."""
    until = message.facts.get(UNTIL)
    return until is None or now < moment_in(until)
