"""A machine recognises in a text only for the order in which people read it."""

import pytest

from services.notifications.domain.hints import Hint, hints_in, says_more
from tests.unit.notifications.shipped import REPLIES, SHIPPED

LANGUAGES = list(SHIPPED.languages.values())


@pytest.mark.parametrize(
    "text",
    [
        "my face burns and oozes",
        "It is SWOLLEN and hot!",
        "There is pus on my chin",
        "I have a fever since yesterday",
        "A inchar muito, está inchado",
        "A pele arde e tem bolhas",
        "Dói-me a cara",
        "Me quema la cara y supura",
        "Tengo el ojo hinchado y fiebre",
    ],
)
def test_words_of_a_reaction_are_recognised_in_each_language(text: str) -> None:
    assert Hint.SPEAKS_OF_SKIN in hints_in(text, REPLIES, LANGUAGES)


@pytest.mark.parametrize(
    "text",
    ["Thank you, see you on Friday", "Can I stop by at three?", "Obrigada, até sexta", "Quem me atende?", "Gracias"],
)
def test_ordinary_words_give_no_hint(text: str) -> None:
    assert hints_in(text, REPLIES, LANGUAGES) == frozenset()


@pytest.mark.parametrize(
    "text", ["CANCEL", "end", "Quit!", "CANCELAR", "please cancel Tuesday", "Queria desmarcar", "anular"]
)
def test_words_that_may_mean_an_appointment_are_recognised(text: str) -> None:
    assert Hint.MAY_CANCEL in hints_in(text, REPLIES, LANGUAGES)


@pytest.mark.parametrize("text", ["STOP", "STOPALL", "unsubscribe", "PARAR", "in the end I liked it"])
def test_words_that_only_mean_stop_or_only_sound_alike_do_not_ask_about_an_appointment(text: str) -> None:
    assert Hint.MAY_CANCEL not in hints_in(text, REPLIES, LANGUAGES)


def test_a_language_of_the_chain_brings_its_own_words() -> None:
    english = SHIPPED.languages["en"]
    stops = english.stop_words.model_copy(update={"may_cancel": ("ANNULER",)})
    french = english.model_copy(update={"stop_words": stops, "skin_words": ("brûle",)})
    assert hints_in("annuler", (), [french]) == {Hint.MAY_CANCEL}
    assert hints_in("ça brule", (), [french]) == {Hint.SPEAKS_OF_SKIN}


@pytest.mark.parametrize(
    "text",
    [
        "No swelling, no redness, all good",
        "no redness or swelling, thank you",
        "It is not red any more and doesn't itch",
        "Sem dor nem inchaço, obrigada",
        "Não está vermelho e já não arde",
        "No me duele y no tengo fiebre",
        "Pas de douleur, merci",
        "Keine Rötung oder Schmerzen",
        "Senza dolore",
    ],
)
def test_words_of_a_reaction_that_are_denied_are_none(text: str) -> None:
    assert Hint.SPEAKS_OF_SKIN not in hints_in(text, REPLIES, LANGUAGES)


@pytest.mark.parametrize(
    "text",
    [
        "no, it burns",
        "No. Burning a lot",
        "no pain but my eye is swollen",
        "no swelling\nbut it itches",
        "no pain and swollen",
        "it doesn't stop bleeding",
        "Tenho líquido no inchaço",
        "não sei, dói muito",
        "Ma peau brûle",
        "Mein Gesicht ist geschwollen",
        "Mi brucia la faccia",
    ],
)
def test_what_is_not_surely_denied_is_told(text: str) -> None:
    assert Hint.SPEAKS_OF_SKIN in hints_in(text, REPLIES, LANGUAGES)


@pytest.mark.parametrize("text", ["I want to report something", "What time on Friday?", "the year of the rooster"])
def test_words_of_other_languages_are_not_found_in_ordinary_english(text: str) -> None:
    assert hints_in(text, REPLIES, LANGUAGES) == frozenset()


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Please stop texting me", False),
        ("my face burns, please stop sending me offers", True),
        ("stop sending me reminders for my mother, she died", True),
        ("CANCEL", False),
    ],
)
def test_a_stop_that_says_more_is_read_as_well(text: str, more: bool) -> None:
    assert says_more(text, hints_in(text, REPLIES, LANGUAGES)) is more
