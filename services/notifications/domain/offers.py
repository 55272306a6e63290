"""An offer of a freed time, and whether a text answers it. Pure."""

from collections.abc import Iterable
from datetime import datetime

from services.notifications.domain.languages import LanguageWords
from services.notifications.domain.messages import UNTIL, Message
from services.notifications.domain.opt_outs import plain
from services.notifications.domain.wording import moment_in

YES_WORDS = frozenset({"yes", "y", "sim", "s"})
NO_WORDS = frozenset({"no", "n", "nao"})
"""What the messages ask for, in English and Portuguese, as the whole text; another language names its own."""


def answer_in(text: str, languages: Iterable[LanguageWords] = ()) -> bool | None:
    """Whether ``text`` says yes or no and nothing else; None when it does not."""
    said, known = plain(text), list(languages)
    if said in YES_WORDS.union(*(map(plain, each.yes_words) for each in known)):
        return True
    if said in NO_WORDS.union(*(map(plain, each.no_words) for each in known)):
        return False
    return None


def can_be_accepted(message: Message, now: datetime) -> bool:
    """Whether what a message asks can still be answered; a message that asks about no offer always can."""
    until = message.facts.get(UNTIL)
    return until is None or now < moment_in(until)
