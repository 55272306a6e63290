"""A stop is obeyed however it is signed or greeted, and what only looks like one silences nobody."""

import pytest

from services.notifications.domain.opt_outs import StopRequest
from services.notifications.domain.own_words import bare, own_words
from services.notifications.domain.replies import Answers
from services.notifications.domain.stop_requests import request_in
from tests.unit.notifications.shipped import REPLIES, SHIPPED

KNOWN: list[Answers] = [*REPLIES, *SHIPPED.languages.values()]
COURTESIES = [word for each in REPLIES for word in each.courtesies]


def asked(text: str) -> StopRequest | None:
    own = own_words(text)
    return request_in(own, bare(own, COURTESIES), KNOWN, REPLIES)


@pytest.mark.parametrize(
    "text",
    [
        "STOP. Ana",
        "Stop!",
        "STOP 🙏",
        "stop\n\nAna Reis",
        "STOP - Ana Reis",
        "Stop, Ana here",
        "Stop. Thanks, Ana",
        "STOP!! leave me alone",
        "Stop it",
        "no, stop",
        "ok stop",
        "Stop. It burns",
        "Stop. Who is this?",
        "Unsubscribe - Ana Reis, Lisbon",
        "PARAR. Obrigada, Ana",
        "Parar\nAna",
        "PARE já",
        "Stopp. Danke, Ana",
        "ARRÊT. Ana",
        "Basta così",
        "stop " * 600,
    ],
)
def test_a_stop_with_a_name_a_courtesy_or_more_beside_it_is_a_stop(text: str) -> None:
    assert asked(text) is StopRequest.STOP


def test_so_is_one_for_everything() -> None:
    assert asked("Stopall. Ana") is StopRequest.STOP_ALL


@pytest.mark.parametrize(
    "text",
    [
        "stop by tomorrow?",
        "Stop the bleeding?",
        "No. Stop by when you can",
        "Parar, ou continuar o creme?",
        "Stop, if it does not get better by Friday",
        "Cancel. Ana",
        "Cancel 24/11",
        "end of treatment",
        "I quit smoking",
        "Hören Sie nicht auf, mir zu schreiben",
        "N'arrêtez pas de m'envoyer les rappels",
        "Não parem de enviar",
        "Wieso bekomme ich keine Nachrichten mehr?",
        "Why are there no more messages?",
        "Porque é que não me enviem mais?",
        "Schicken Sie mir keine Absage",
        "Begin forwarded message:\nSTOP",
        "-----Original Message-----\nReply STOP to end messages",
        "> STOP\nok",
        "🛑",
        "x" * 100_000,
    ],
)
def test_what_says_something_else_is_for_a_person(text: str) -> None:
    assert asked(text) is None
