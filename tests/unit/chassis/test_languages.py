"""A refusal comes in the language of who reads it, as far as it was translated."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chassis.access.actors import Actor, Role
from chassis.http.field_errors import SENTENCES
from chassis.http.languages import Translations, accepted, language_of
from chassis.refusals import FieldError, Phrase, Refusal
from needlepoint.trial.system import SERVICES
from tools.openapi.translations import untranslated

WORDS = Translations(["chassis.http", "services.booking"])
MAY_COME = "The patient may come from {first}, not before: choose a day from then on."


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("", []),
        ("pt", ["pt"]),
        ("de;q=0.5, pt-PT, en;q=0.8", ["pt-PT", "en", "de"]),
        ("pt;q=0, *, en", ["en"]),
        ("pt;q=much, <script>, en;q=0.1", ["en"]),
        ("pt;level=1", []),
    ],
)
def test_the_languages_of_a_header_come_by_their_weight(header: str, tags: list[str]) -> None:
    assert accepted(header) == tags


def asked(accept: str, actor: Actor | None = None) -> Any:
    return SimpleNamespace(headers={"Accept-Language": accept}, state=SimpleNamespace(actor=actor))


def somebody(role: Role, language: str | None) -> Actor:
    return Actor(subject="x", roles=frozenset({role}), clinics=None, language=language)


def test_a_patients_own_language_weighs_more_than_the_device_s() -> None:
    assert language_of(asked("en", somebody(Role.PATIENT, "pt")), WORDS, "en") == "pt-PT"
    assert language_of(asked("en", somebody(Role.FRONT_DESK, "pt")), WORDS, "pt") == "en"
    assert language_of(asked("pt-BR"), WORDS, "en") == "pt-PT"


def test_the_chains_language_is_for_who_says_none_and_english_for_what_has_no_translation() -> None:
    assert language_of(asked(""), WORDS, "pt") == "pt-PT"
    assert language_of(asked("fi"), WORDS, "fi") == "en"


def test_values_are_written_as_the_language_does() -> None:
    values = {"first": date(2027, 3, 2)}
    assert WORDS.sentence(MAY_COME, values, "pt-PT").startswith(
        "O paciente pode vir a partir de terça-feira, 2 de março"
    )
    assert "Tuesday, 2 March 2027" in WORDS.sentence(MAY_COME, values, "en")
    moment = datetime(2027, 3, 2, 18, 30, tzinfo=UTC).astimezone(ZoneInfo("Europe/Lisbon"))
    past = WORDS.sentence("{starts_at} is in the past: choose a later time.", {"starts_at": moment}, "pt-PT")
    assert past.startswith("terça-feira, 2 de março de 2027, 18:30 (")


def test_parts_of_a_sentence_are_translated_as_well() -> None:
    window = Phrase("until {last}", {"last": date(2027, 3, 2)})
    values = {"kind": "session", "window": window, "day": date(2027, 3, 3)}
    sentence = (
        "The protocol wants this {kind} {window}; {day} is outside of that. "
        "Choose a day within it, or let the clinic give a reason."
    )
    said = WORDS.sentence(sentence, values, "pt-PT")
    assert "(sessão) até terça-feira" in said
    problem = FieldError("starts_at", SENTENCES["missing"])
    assert WORDS.sentence("{field}: {problem}", {"field": "starts_at", "problem": problem}, "pt-PT") == (
        "starts_at: Isto está em falta."
    )


def test_what_is_not_translated_stays_english_whole() -> None:
    assert WORDS.sentence("Come on {day}.", {"day": date(2027, 3, 2)}, "pt-PT") == "Come on Tuesday, 2 March 2027."
    assert not WORDS.has("Come on {day}.", "pt-PT")


def test_braces_that_name_no_value_stay() -> None:
    assert Refusal("Send {this} and {that}.", that="all").detail == "Send {this} and all."
    assert Refusal("Said {this}.", this=1, other=2).extra == {"other": 2}


def test_every_refusal_that_a_patient_can_read_is_translated() -> None:
    assert list(untranslated(SERVICES)) == []


def test_a_third_language_is_told_what_it_lacks() -> None:
    missing = list(untranslated(SERVICES, ["fi"]))
    assert f"services/booking/translations/fi.json lacks: {MAY_COME}" in missing
    assert "chassis/http/translations/fi.json lacks: This is missing." in missing
    assert "services/booking/translations/fi.json lacks: Slot taken" in missing


def test_a_sentence_has_the_form_of_its_number_in_each_language() -> None:
    sentence = "You missed {missed} {missed:appointment|appointments}: ask the clinic to book the next one."
    assert Refusal(sentence, missed=1).detail.startswith("You missed 1 appointment:")
    assert Refusal(sentence, missed=2).extra == {}
    assert [WORDS.sentence(sentence, {"missed": each}, "pt-PT").split(":")[0] for each in (1, 2)] == [
        "Faltou a 1 marcação",
        "Faltou a 2 marcações",
    ]
