"""Why a message was not sent stands on the page in its reader's language: notifications says it in English."""

import re
from pathlib import Path

import pytest

from services.console.pages.patient.reasons import BEGINNINGS, REASONS, in_words
from services.notifications.commands.joined import SAID_TOGETHER
from services.notifications.domain.channels import Carriers
from services.notifications.domain.deliveries import NO_WORK_ADDRESS, NOT_SENT, NOT_TAKEN_IN_TIME, TOO_LATE
from services.notifications.domain.portfolios import HELD_TOO_LONG
from services.notifications.domain.repeats import SAID_ALREADY
from services.notifications.domain.whatsapp import NO_TEMPLATE

NAMED = {SAID_TOGETHER, SAID_ALREADY, NOT_TAKEN_IN_TIME, NO_WORK_ADDRESS, TOO_LATE, HELD_TOO_LONG, NO_TEMPLATE}
OUTCOME = r'(?:Skip|Fail|CallOff|LookAgain)\("([^"]+)"\)'


def test_every_reason_that_notifications_gives_has_words() -> None:
    rooms = (Path("services/notifications") / room for room in ("domain", "commands"))
    said = {each for room in rooms for file in room.rglob("*.py") for each in re.findall(OUTCOME, file.read_text())}
    assert said
    assert said | NAMED <= REASONS


def test_a_channel_that_nobody_carries_is_said_in_words() -> None:
    for sentence in Carriers({}).missing.values():
        assert in_words(sentence)[1] == "", sentence
    assert NOT_SENT.removesuffix(": ") in BEGINNINGS


@pytest.mark.parametrize(
    ("reason", "words", "rest"),
    [
        ("too late", ["too late"], ""),
        ("not sent: no mail server is set up", ["not sent", "no mail server is set up"], ""),
        ("the channel failed until it was too late: 550 no", ["the channel failed until it was too late"], "550 no"),
        ("550 5.1.1: mailbox unknown", [], "550 5.1.1: mailbox unknown"),
        ("", [], ""),
    ],
)
def test_what_a_carrier_says_stays_as_it_is(reason: str, words: list[str], rest: str) -> None:
    assert in_words(reason) == (words, rest)
