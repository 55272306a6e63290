"""What people read, in their language."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.notifications.domain.checks.variables import variables_of
from services.notifications.domain.occasions import OF_EVERYBODY, VARIABLES, Says
from services.notifications.domain.several import OneOfSeveral
from services.notifications.domain.wording import Clinic, Series, Wording, fill_in, say_series
from tests.unit.notifications.shipped import SHIPPED

NEW_YORK = ZoneInfo("America/New_York")
CLINIC = Clinic("Hudson Skin", "12 Vestry Street, New York", NEW_YORK, "https://maps.example/hudson", "+12125550123")
AFTERNOON = datetime(2026, 11, 3, 19, 30, tzinfo=UTC)
EVERY_TEXT = [(language, code) for language in SHIPPED.languages for code in SHIPPED.templates]


def written(
    which: str,
    language: str,
    given_name: str = "Ana",
    starts_at: datetime | None = AFTERNOON,
    **facts: Any,
) -> Wording:
    return fill_in(
        which,
        SHIPPED.languages[language],
        language,
        clinic=CLINIC,
        given_name=given_name,
        starts_at=starts_at,
        facts=facts,
    )


def test_a_confirmation_says_when_and_where_and_how_to_get_there() -> None:
    wording = written("appointment_confirmed", "en", visit="consult")
    assert wording.text == (
        "Hello Ana, your consultation is booked: Tuesday, 3 November 2026, 14:30 (New York Time), at Hudson Skin, 12 "
        "Vestry Street, New York. Directions: https://maps.example/hudson If you cannot come, please call +12125550123."
    )
    assert wording.subject == "Your consultation at Hudson Skin is booked"


def test_in_portuguese_it_says_the_same_with_portuguese_days_months_and_places() -> None:
    wording = written("appointment_confirmed", "pt-PT", visit="session")
    assert wording.text == (
        "Olá Ana, a sua sessão está marcada: terça-feira, 3 de novembro de 2026, 14:30 (Hora de Nova Iorque), em "
        "Hudson Skin, 12 Vestry Street, New York. Como chegar: https://maps.example/hudson Se não puder vir, ligue "
        "+12125550123."
    )


COURSE = [
    OneOfSeveral(UUID(int=number), kind, moment).as_fact()
    for number, (kind, moment) in enumerate(
        [
            ("session", AFTERNOON),
            ("session", datetime(2026, 12, 1, 19, 30, tzinfo=UTC)),
            ("review", datetime(2027, 3, 30, 18, 30, tzinfo=UTC)),
        ]
    )
]


def test_several_appointments_are_listed_by_kind_on_the_clinics_clock_which_is_named_once() -> None:
    assert (
        "are booked: session: Tue 3 Nov 2026 14:30; Tue 1 Dec 2026 14:30; review: Tue 30 Mar 2027 14:30 "
        "(New York Time). We remind you of each."
    ) in written("appointments_confirmed", "en", appointments=COURSE).text
    assert (
        "estão feitas: sessão: terça 03/11/2026 14:30; terça 01/12/2026 14:30; revisão: "
        "terça 30/03/2027 14:30 (Hora de Nova Iorque)."
    ) in written("appointments_confirmed", "pt-PT", appointments=COURSE).text


def test_of_several_appointments_one_in_the_hour_that_comes_twice_says_which_of_the_two() -> None:
    twice = [OneOfSeveral(UUID(int=1), "session", datetime(2026, 11, 1, hour, 30, tzinfo=UTC)) for hour in (5, 6)]
    text = written("appointments_confirmed", "en", appointments=[each.as_fact() for each in twice]).text
    assert "Sun 1 Nov 2026 01:30 (Eastern Daylight Time); Sun 1 Nov 2026 01:30 (Eastern Standard Time)" in text


def test_an_unknown_kind_of_appointment_is_called_an_appointment() -> None:
    assert "your appointment is booked" in written("appointment_confirmed", "en", visit="laser_trial").text
    assert "a sua marcação está marcada" in written("appointment_confirmed", "pt-PT", visit="laser_trial").text


@pytest.mark.parametrize(
    ("series", "english", "portuguese"),
    [
        (Series(3, 4, 6), "3 sessions, 4 to 6 weeks apart", "3 sessões, com 4 a 6 semanas de intervalo"),
        (Series(4, 4, 4), "4 sessions, 4 weeks apart", "4 sessões, com 4 semanas de intervalo"),
        (Series(2, 1, 1), "2 sessions, 1 week apart", "2 sessões, com 1 semana de intervalo"),
        (Series(1, 4, 6), "1 session", "1 sessão"),
    ],
)
def test_a_series_is_counted_in_the_plural_forms_of_the_language(series: Series, english: str, portuguese: str) -> None:
    said = [say_series(series, SHIPPED.languages[each].phrases, each) for each in ("en", "pt-PT")]
    assert said == [english, portuguese]


def test_a_fact_that_was_not_given_is_an_error_not_a_gap_in_the_text() -> None:
    with pytest.raises(KeyError):
        written("appointment_confirmed", "en", starts_at=None, visit="review")


@pytest.mark.parametrize(("language", "code"), EVERY_TEXT)
def test_braces_in_a_name_are_only_text(language: str, code: str) -> None:
    asked = variables_of(SHIPPED.languages[language].messages[code])
    facts: dict[str, Any] = {name: "{phone}" for name in asked - OF_EVERYBODY if VARIABLES[name] is Says.TEXT}
    facts |= {name: 3 for name in asked if VARIABLES[name] is Says.NUMBER}
    facts |= {name: "2027-05-01" for name in asked if VARIABLES[name] is Says.DATE}
    facts |= {"visit": "{phone}", "what_stops": "all", "series": Series(3, 4, 6).as_fact()}
    facts |= {"appointments": [OneOfSeveral(UUID(int=1), "{phone}", AFTERNOON).as_fact()]}
    facts |= {"items": [{"kind": "unanswered_thread", "open": 3, "overdue": 1, "due_today": 0}]}
    facts |= {
        "until": "2027-05-01T09:30:00+00:00",
        "made_at": "2027-05-01T07:30:00+00:00",
        "choices": [{"reply": "1", "name": "{phone}"}],
    }
    wording = written(code, language, given_name="{0.__class__}", **facts)
    assert "class 'str'" not in wording.text + wording.subject


def test_a_patient_reads_the_nearest_language_and_else_the_chains() -> None:
    wanted = ["pt-PT", "pt-BR", "pt", "en-US", "de", None]
    assert [SHIPPED.language_for(each) for each in wanted] == ["pt-PT", "pt-PT", "pt-PT", "en", "en", "en"]


LOOKED_INTO = {"session": "S", "gtin": "G", "lot": "L1"}
MISUSES = [
    {"code": "put_away", "serial": "K1", "place": "quarantine"},
    {"code": "label_differs", "lot": "L1", "label_on": "2027-03-09", "books_on": "2028-03-09"},
]


def test_an_incident_is_told_in_the_language_of_the_clinic() -> None:
    facts: dict[str, Any] = {
        "session": "S",
        "gtin": "G",
        "lot": "L1",
        "reason": "By the books it is elsewhere.",
        "misuses": MISUSES,
    }
    portuguese = written("cartridge_misused", "pt-PT", **facts).text
    assert "Segundo os livros o cartucho K1 está noutro sítio (em quarentena)" in portuguese
    assert (
        "a validade é terça-feira, 9 de março de 2027, mas nos livros está quinta-feira, 9 de março de 2028"
        in portuguese
    )
    assert "By the books" not in portuguese
    assert (
        "By the books cartridge K1 is in quarantine, and a session opened it"
        in written("cartridge_misused", "en", **facts).text
    )


@pytest.mark.parametrize(
    "misuses",
    [
        [],
        [{"code": "of_a_later_version", "serial": "K1"}, *MISUSES],
        [{"code": "put_away", "serial": "K1", "place": "of_a_later_version"}],
        [{"code": "put_away", "serial": "K1"}],
    ],
)
def test_what_the_words_do_not_know_of_an_incident_is_told_as_the_event_says_it(misuses: list[dict[str, str]]) -> None:
    facts: dict[str, Any] = {
        "session": "S",
        "gtin": "G",
        "lot": "L1",
        "reason": "The ledger shows none.",
        "misuses": misuses,
    }
    assert "The ledger shows none." in written("cartridge_misused", "pt-PT", **facts).text
