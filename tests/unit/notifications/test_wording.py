"""What people read."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from services.notifications.domain.catalogue import TEMPLATES
from services.notifications.domain.catalogue.appointments import CONFIRMED
from services.notifications.domain.template import Template
from services.notifications.domain.wording import Clinic, fill_in, say_date, say_time

NEW_YORK = ZoneInfo("America/New_York")
CLINIC = Clinic("Hudson Skin", "12 Vestry Street, New York", NEW_YORK, "https://maps.example/hudson", "+12125550123")
ALWAYS_GIVEN = {"given_name", "clinic", "address", "map_link", "phone"}


def test_a_time_is_said_on_the_clinics_clock_with_weekday_and_date() -> None:
    moment = datetime(2026, 11, 3, 19, 30, tzinfo=UTC)
    assert say_time(moment, NEW_YORK) == "Tuesday 3 November 2026, 14:30 (New York time)"
    assert say_time(moment, ZoneInfo("Europe/Lisbon")) == "Tuesday 3 November 2026, 19:30 (Lisbon time)"


def test_in_the_hour_that_comes_twice_the_abbreviation_says_which() -> None:
    first, second = datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert say_time(first, NEW_YORK).endswith("01:30 (New York time, EDT)")
    assert say_time(second, NEW_YORK).endswith("01:30 (New York time, EST)")


def test_a_date_needs_no_zone() -> None:
    assert say_date(date(2027, 5, 1)) == "Saturday 1 May 2027"


def test_a_confirmation_says_when_and_where_and_how_to_get_there() -> None:
    wording = fill_in(
        CONFIRMED,
        clinic=CLINIC,
        given_name="Ana",
        starts_at=datetime(2026, 11, 3, 19, 30, tzinfo=UTC),
        facts={"visit": "consultation"},
    )
    assert wording.text == (
        "Hello Ana, your consultation is booked: Tuesday 3 November 2026, 14:30 (New York time), at Hudson Skin, 12 "
        "Vestry Street, New York. Directions: https://maps.example/hudson If you cannot come, please call +12125550123."
    )
    assert wording.subject == "Your consultation at Hudson Skin is booked"


def test_a_fact_that_nobody_gave_is_an_error_not_a_gap_in_the_text() -> None:
    with pytest.raises(KeyError):
        fill_in(CONFIRMED, clinic=CLINIC, given_name="Ana", starts_at=None, facts={"visit": "review"})


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.code)
def test_a_message_to_a_patient_names_its_clinic_or_its_telephone(template: Template) -> None:
    assert template.fields & {"clinic", "phone"}


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.code)
def test_braces_in_a_name_are_only_text(template: Template) -> None:
    facts = dict.fromkeys(template.fields - ALWAYS_GIVEN, "{phone}")
    moment = datetime(2026, 11, 3, 19, 30, tzinfo=UTC) if "when" in template.fields else None
    text = fill_in(template, clinic=CLINIC, given_name="{0.__class__}", starts_at=moment, facts=facts).text
    assert "class 'str'" not in text
