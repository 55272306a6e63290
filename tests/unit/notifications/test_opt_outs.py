"""Which words mean stop, and what they stop."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.opt_outs import (
    MessageScope,
    OptOutPolicy,
    StopRequest,
    asks_to_start,
    covers,
    stop_request_in,
)
from services.notifications.domain.own_words import plain
from tests.unit.notifications.shipped import REPLIES, SHIPPED

REGULATION = ["STOP", "QUIT", "END", "REVOKE", "OPT OUT", "CANCEL", "UNSUBSCRIBE"]

IN_EVERY_LANGUAGE = (
    *(words.stop_words for words in SHIPPED.languages.values()),
    *(words.stop_words for words in REPLIES),
)


@given(word=st.sampled_from(REGULATION), before=st.sampled_from(["", " ", "\n", '"']), after=st.sampled_from(".!? \n"))
def test_the_regulations_words_are_understood_in_any_case_and_punctuation(word: str, before: str, after: str) -> None:
    for said in (word, word.lower(), word.title(), word.replace(" ", "-")):
        assert stop_request_in(before + said + after) is StopRequest.STOP


@pytest.mark.parametrize(
    "text", ["STOPALL", "Stop all!", "stopall.", "Stop sending me any messages", "no more texts at all"]
)
def test_some_ask_for_silence_altogether(text: str) -> None:
    assert stop_request_in(text) is StopRequest.STOP_ALL


@pytest.mark.parametrize(
    "text",
    [
        "Please stop texting me",
        "Don't message me again",
        "I want to unsubscribe",
        "no more marketing, thanks",
        "Stop sending any marketing messages",
        "Please take me off your list",
        "stop, please",
        "Do not contact me.",
        "no more e-mails please",
    ],
)
def test_clear_wording_is_understood_as_well(text: str) -> None:
    assert stop_request_in(text) is StopRequest.STOP


@pytest.mark.parametrize(
    "text",
    [
        "",
        "???",
        "Can I stop by at three?",
        "Please cancel my appointment on Tuesday",
        "Thanks, see you at the end of the week",
        "When does it stop being red?",
        "Please send me the directions",
        "I would like to move my session",
        "Posso cancelar a sessão de terça?",
        "Quando é que a vermelhidão vai parar?",
        "Vou sair de casa agora",
        "Não quero mais nenhuma sessão este mês",
        "Obrigada, até amanhã!",
    ],
)
def test_other_words_are_for_the_front_desk(text: str) -> None:
    assert stop_request_in(text, IN_EVERY_LANGUAGE) is None


NEGATIONS = {plain(word) for each in REPLIES for word in each.negations}


@pytest.mark.parametrize(
    "text",
    [
        "Please don't stop sending me messages",
        "never stop texting me!",
        "You never text me back",
        "why do you never send me the aftercare?",
        "Why did you stop messaging me?",
        "I don't want to miss your messages",
        "I do not want to miss messages",
        "Não deixem de enviar a confirmação",
        "no dejen de enviarme los mensajes",
    ],
)
def test_whoever_wants_messages_or_misses_them_is_not_silenced(text: str) -> None:
    assert stop_request_in(text, IN_EVERY_LANGUAGE, NEGATIONS) is None


@pytest.mark.parametrize(
    "text",
    [
        "can you please stop sending me messages",
        "Thank you, stop texting me",
        "stop messages",
        "STOP SMS",
        "I don't want to receive your texts",
        "I do not want to be contacted",
        "Unsubscribe from this",
        "Parem de me mandar mensagens",
        "Deja de enviarme mensajes",
        "Arrêtez de m'envoyer des messages",
        "Bitte keine Nachrichten mehr",
        "Non mandatemi più messaggi",
    ],
)
def test_clear_wording_is_understood_in_each_language_and_form(text: str) -> None:
    assert stop_request_in(text, IN_EVERY_LANGUAGE, NEGATIONS) is StopRequest.STOP


@pytest.mark.parametrize("text", ["PARAR", "parar.", "Sair!", "Cancelar", "Não quero receber mais promoções"])
def test_portuguese_words_mean_stop_as_well(text: str) -> None:
    assert stop_request_in(text, IN_EVERY_LANGUAGE) is StopRequest.STOP
    assert stop_request_in(text) is None


@pytest.mark.parametrize("text", ["PARAR TUDO", "Não me enviem mais nada", "nao quero receber mais nenhuma mensagem"])
def test_portuguese_can_ask_for_silence_altogether_with_or_without_accents(text: str) -> None:
    assert stop_request_in(text, IN_EVERY_LANGUAGE) is StopRequest.STOP_ALL


def test_the_regulations_words_are_obeyed_whatever_the_language_of_the_templates() -> None:
    portuguese = SHIPPED.languages["pt-PT"].stop_words
    assert stop_request_in("Unsubscribe", [portuguese]) is StopRequest.STOP


TODAY, REVOKE_ALL = date(2027, 1, 30), date(2027, 1, 31)
LISBON, BOSTON = "+351912345678", "+16175550123"


def test_a_plain_stop_silences_what_the_chain_configured() -> None:
    assert OptOutPolicy().scope(StopRequest.STOP, LISBON, TODAY) is MessageScope.MARKETING
    assert OptOutPolicy(MessageScope.ALL).scope(StopRequest.STOP, LISBON, TODAY) is MessageScope.ALL
    assert OptOutPolicy().scope(StopRequest.STOP_ALL, LISBON, TODAY) is MessageScope.ALL


def test_from_the_day_of_revoke_all_a_plain_stop_silences_everything_where_that_law_counts() -> None:
    assert OptOutPolicy().scope(StopRequest.STOP, BOSTON, TODAY) is MessageScope.MARKETING
    assert OptOutPolicy().scope(StopRequest.STOP, BOSTON, REVOKE_ALL) is MessageScope.ALL
    assert OptOutPolicy().scope(StopRequest.STOP, LISBON, REVOKE_ALL) is MessageScope.MARKETING
    assert OptOutPolicy(all_from=None).scope(StopRequest.STOP, BOSTON, REVOKE_ALL) is MessageScope.MARKETING


@pytest.mark.parametrize("text", ["START", "unstop.", "Opt-in", "RECOMEÇAR", "Alta!"])
def test_start_is_understood_as_the_whole_message(text: str) -> None:
    assert asks_to_start(text, (word for each in REPLIES for word in each.start_words))
    assert not asks_to_start(f"when do I {text}", (word for each in REPLIES for word in each.start_words))


@pytest.mark.parametrize("text", ["ALTO", "baja", "Anular", "No me envíen más ofertas", "no quiero más mensajes"])
def test_spanish_words_mean_stop_though_no_template_is_in_spanish(text: str) -> None:
    assert stop_request_in(text, (each.stop_words for each in REPLIES)) is StopRequest.STOP


def test_saying_stop_again_changes_nothing_unless_it_reaches_further() -> None:
    assert covers(frozenset({MessageScope.ALL}), MessageScope.MARKETING)
    assert covers(frozenset({MessageScope.MARKETING}), MessageScope.MARKETING)
    assert not covers(frozenset({MessageScope.MARKETING}), MessageScope.ALL)
    assert not covers(frozenset(), MessageScope.MARKETING)
