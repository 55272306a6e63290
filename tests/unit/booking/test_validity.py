"""Whether an appointment that lies ahead can take place as it is booked, and what the chain does when it cannot."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.vocabulary import Modality, Outcome
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.needs import Treats
from services.booking.calendar.domain.problems import (
    AT_LEAST_HELD,
    DEFAULT_FATES,
    Fate,
    Problem,
    ProblemCode,
    ProblemPolicy,
    noted,
)
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.care.domain.consents import Consent
from services.booking.care.domain.validity import Facts, SessionFacts, problems_of
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours, Span
from services.booking.people.domain.practitioners import Permission, Practitioner
from services.booking.people.domain.shifts import Shift
from services.booking.settings import ProblemSettings
from tests.unit.booking.given import CLINIC, LISBON, TODAY, day_of, decision, nurse, pen

HOURS = OpeningHours([OpenHours(weekday, time(9), time(18)) for weekday in range(5)])
PLACE = Place(CLINIC, "Chiado", LISBON, HOURS)
START = datetime(2027, 3, 9, 10, tzinfo=UTC)
"""A Tuesday."""
AGREED = Consent(Modality.PEN, frozenset(), date(2027, 12, 31))
TREATS = Treats(Modality.PEN, "skinpen", Decimal("1.5"), "face")
SESSION = SessionFacts(treats=TREATS, decided=[decision()], consents=[AGREED])
VALID = Facts(
    kind=AppointmentKind.SESSION,
    during=Span(START, START + timedelta(hours=1)),
    place=PLACE,
    practitioner=nurse(),
    device=pen(),
    session=SESSION,
)


def nurse_until(day: date) -> Practitioner:
    return replace(nurse(), permissions=[Permission(Modality.PEN, Decimal("2.0"), last_day=day)])


def in_shifts(starts: time, ends: time) -> Practitioner:
    hours = [OpenHours(weekday, starts, ends) for weekday in range(5)]
    return replace(nurse(), shifts=[Shift(CLINIC, LISBON, date(2027, 3, 1), None, hours)])


def codes(facts: Facts) -> list[str]:
    return [problem.code.value for problem in problems_of(facts)]


def with_hours(**changes: Any) -> Facts:
    return replace(VALID, place=replace(PLACE, hours=replace(HOURS, **changes)))


def test_what_could_be_booked_now_has_no_problem() -> None:
    assert codes(VALID) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (with_hours(closed_on=frozenset({START.date()})), ["clinic_closed"]),
        (with_hours(weekly=[OpenHours(3, time(9), time(18))]), ["clinic_closed"]),
        (with_hours(weekly=[OpenHours(1, time(9), time(10, 30))]), ["outside_hours"]),
        (replace(VALID, practitioner=nurse(rf="2.0")), ["practitioner_not_permitted"]),
        (replace(VALID, practitioner=nurse(pen="1.0")), ["practitioner_not_permitted"]),
        (replace(VALID, practitioner=nurse_until(START.date() - timedelta(days=1))), ["practitioner_not_permitted"]),
        (replace(VALID, practitioner=nurse_until(START.date())), []),
        (replace(VALID, away={ResourceKind.PRACTITIONER}), ["practitioner_unavailable"]),
        (replace(VALID, practitioner=in_shifts(time(9), time(11))), []),
        (replace(VALID, practitioner=in_shifts(time(11), time(18))), ["practitioner_unavailable"]),
        (
            replace(VALID, practitioner=in_shifts(time(11), time(18)), away={ResourceKind.PRACTITIONER}),
            ["practitioner_unavailable"],
        ),
        (replace(VALID, away={ResourceKind.DEVICE, ResourceKind.ROOM}), ["room_unavailable", "device_unavailable"]),
        (replace(VALID, room_full=True), ["room_unavailable"]),
        (replace(VALID, room_full=True, away={ResourceKind.ROOM}), ["room_unavailable"]),
        (replace(VALID, device=None), ["wrong_device"]),
        (replace(VALID, device=pen(model="dermapen")), ["wrong_device"]),
        (replace(VALID, session=replace(SESSION, consents=[])), ["consent_missing"]),
        (replace(VALID, session=replace(SESSION, decided=[decision(outcome=Outcome.DECLINED)])), ["not_cleared"]),
        (replace(VALID, session=replace(SESSION, decided=[decision(suspended=True)])), ["clearance_suspended"]),
        (replace(VALID, session=replace(SESSION, decided=[])), []),
    ],
)
def test_each_fact_that_changes_is_a_problem_of_its_own(facts: Facts, expected: list[str]) -> None:
    assert codes(facts) == expected


def test_several_problems_are_all_named() -> None:
    facts = replace(with_hours(weekly=[]), practitioner=nurse(pen="1.0"), device=None)
    assert codes(facts) == ["clinic_closed", "practitioner_not_permitted", "wrong_device"]


def test_a_talk_needs_no_clearance_device_or_consent_but_an_open_clinic_and_somebody_qualified() -> None:
    talk = replace(VALID, kind=AppointmentKind.CONSULT, device=None, session=None)
    assert codes(talk) == []
    assert codes(replace(talk, practitioner=nurse(rf="1.0"))) == []
    assert codes(replace(talk, practitioner=replace(nurse(), permissions=()))) == ["practitioner_not_permitted"]
    assert codes(replace(talk, place=replace(PLACE, hours=OpeningHours([])))) == ["clinic_closed"]


def test_a_check_of_another_day_says_nothing_about_this_one() -> None:
    failed = day_of(outcome=Outcome.REVIEW, eligible_from=None, valid_until=None)
    assert failed.decided_on == TODAY
    assert codes(replace(VALID, session=replace(SESSION, decided=[decision(), failed]))) == []


def test_a_sentence_says_what_is_wrong_and_what_to_do() -> None:
    (problem,) = problems_of(with_hours(weekly=[OpenHours(1, time(9), time(10, 30))]))
    assert problem.sentence == (
        "The appointment does not lie within the clinic's hours on Tuesday, 9 March 2027 (09:00–10:30): "
        "move it or cancel it."
    )


def problem(code: ProblemCode) -> Problem:
    return Problem(code, "A sentence.")


def test_the_strictest_problem_says_what_becomes_of_the_appointment() -> None:
    policy = ProblemPolicy()
    assert policy.fate_of([]) is None
    asked, held, off = (
        problem(code) for code in (ProblemCode.CARTRIDGES_SHORT, ProblemCode.CLINIC_CLOSED, ProblemCode.NOT_CLEARED)
    )
    assert policy.fate_of([asked]) is Fate.ASKED
    assert policy.fate_of([held, asked]) is Fate.HELD
    assert policy.fate_of([asked, off, held]) is Fate.CALLED_OFF


def test_every_problem_has_a_default() -> None:
    assert set(DEFAULT_FATES) == set(ProblemCode)
    assert all(DEFAULT_FATES[code] in (Fate.HELD, Fate.CALLED_OFF) for code in AT_LEAST_HELD)


def test_a_chain_may_call_off_what_lies_on_a_closed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKING_PROBLEM_FATES", '{"clinic_closed": "called_off"}')
    policy = ProblemPolicy({**DEFAULT_FATES, **ProblemSettings().fates})
    assert policy.fate_of([problem(ProblemCode.CLINIC_CLOSED)]) is Fate.CALLED_OFF
    assert policy.fate_of([problem(ProblemCode.OUTSIDE_HOURS)]) is Fate.HELD


def test_no_chain_has_patients_reminded_of_what_screening_does_not_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKING_PROBLEM_FATES", '{"not_cleared": "asked"}')
    with pytest.raises(ValidationError, match="no session is recorded while it lasts"):
        ProblemSettings()


def test_a_problem_that_stays_keeps_since_when_it_is() -> None:
    first, later = START, START + timedelta(days=1)
    before = noted([problem(ProblemCode.CLINIC_CLOSED)], (), first)
    after = noted([problem(ProblemCode.CONSENT_MISSING), problem(ProblemCode.CLINIC_CLOSED)], before, later)
    assert [(each["code"], each["since"]) for each in after] == [
        ("consent_missing", later.isoformat()),
        ("clinic_closed", first.isoformat()),
    ]
