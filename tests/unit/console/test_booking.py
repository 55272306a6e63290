"""Finding somebody and booking for them: what was typed, what can be booked, which times come first."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.console.pages.book.plan import MOST, kept_of
from services.console.pages.book.view import (
    BEST,
    CONSULT,
    SLOT,
    Notices,
    best_and_others,
    choices_of,
    chosen_of,
    notices_of,
    offer_of,
    slot_in,
)
from services.console.pages.book.wishes import wishes_in
from services.console.pages.find.view import first_fields, lacks_century, wanted_of
from services.console.pages.given import Given


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("ana reis", {"name": "ana reis"}),
        ("Reis, Ana 2.3.1990", {"name": "Reis Ana", "date_of_birth": "1990-03-02"}),
        ("02/03/1990", {"date_of_birth": "1990-03-02"}),
        ("1990-03-02", {"date_of_birth": "1990-03-02"}),
        ("Ana 2 Mar 1990", {"name": "Ana", "date_of_birth": "1990-03-02"}),
        ("March 2, 1990", {"date_of_birth": "1990-03-02"}),
        ("2 de Março de 1990 Reis", {"name": "Reis", "date_of_birth": "1990-03-02"}),
        ("12 Abc 1990", {"phone": "121990", "name": "Abc"}),
        ("31.2.1990", {"date_of_birth": "1990-02-31"}),
        ("+351 912 345 678", {"phone": "+351912345678"}),
        ("912-345-678 ana", {"phone": "912-345-678", "name": "ana"}),
        ("ana@example.org", {"email": "ana@example.org"}),
        ("", {}),
    ],
)
def test_one_field_takes_whatever_is_known_of_somebody(typed: str, wanted: dict[str, str]) -> None:
    assert wanted_of(typed) == wanted


@given(st.text(max_size=200))
def test_whatever_is_typed_is_looked_for_whole(typed: str) -> None:
    wanted = wanted_of(typed)
    assume("date_of_birth" not in wanted)  # a month may be written in words
    assert set(wanted) <= {"name", "phone", "email", "date_of_birth"}
    letters = sorted(each for each in typed if each.isalpha())
    assert sorted(each for said in wanted.values() for each in said if each.isalpha()) == letters


def test_a_birthday_without_its_century_is_not_taken_for_a_telephone_number() -> None:
    assert lacks_century("Reis, 2.3.90")
    assert not any(map(lacks_century, ("2.3.1990", "912-345-678", "1990-03-02", "Ana", "")))


def test_a_registration_begins_with_what_was_looked_for() -> None:
    assert first_fields("Ana Maria Reis 912345678") == {
        "given_name": "Ana Maria",
        "family_name": "Reis",
        "phone": "912345678",
    }
    assert first_fields("Ana") == {"given_name": "Ana", "family_name": ""}


def course(**changes: Any) -> dict[str, Any]:
    said = {
        "id": "c1",
        "next_kind": "session",
        "sessions": 3,
        "performed": 1,
        "stopped_at": None,
        "review_due": False,
        "hold": None,
        "next_appointment_id": None,
    }
    return {**said, **changes}


def test_courses_that_go_on_are_offered_and_a_consult_always_is() -> None:
    over, stopped = course(performed=3), course(stopped_at="2027-03-02")
    due = course(id="c2", performed=3, review_due=True, next_kind="review")
    assert [each.value for each in choices_of([course(), over, stopped, due])] == ["session:c1", "review:c2", "consult"]


def test_the_first_that_can_be_booked_is_chosen_unless_another_was() -> None:
    choices = choices_of([course(hold="Screen first."), course(id="c2", next_appointment_id="a"), course(id="c3")])
    assert chosen_of(choices, None).course_id == "c3"
    assert chosen_of(choices, "session:c1").course_id == "c1"
    assert chosen_of([*choices[:2], CONSULT], "unknown") is CONSULT
    assert (choices[2].number, choices[2].remaining) == (2, 2)


def slot(day: int, hour: int) -> dict[str, Any]:
    at = f"2027-03-{day:02}T{hour:02}:00:00+00:00"
    return {
        "clinic_id": "c",
        "clinic_name": "Avenida",
        "starts_at": at,
        "local_start": at,
        "practitioner_id": "p",
        "practitioner_name": "Rita",
        "room_id": "r",
        "room_name": "1",
        "device_id": None,
        "device_name": None,
    }


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(0, 23)), max_size=40, unique=True))
def test_the_best_come_first_as_booking_ranks_them_and_none_is_lost(times: list[tuple[int, int]]) -> None:
    offers = [offer_of(slot(*each)) for each in times]
    best, others = best_and_others(offers)
    assert list(best) == offers[:BEST]
    days = [day for day, _ in others]
    assert days == sorted(set(days))
    assert sorted(each.value for _, of_day in others for each in of_day) == sorted(each.value for each in offers[BEST:])
    assert all(each.day == day for day, of_day in others for each in of_day)


def test_an_offer_says_what_booking_wants_and_what_is_no_offer_says_nothing() -> None:
    free = slot(2, 9)
    assert slot_in(offer_of(free).value) == {name: free[name] for name in SLOT if free[name]}
    for value in ("", "a|b", "a||c|d|", "|" * 4):
        assert slot_in(value) is None


POLICY = {
    "in_force": True,
    "kinds": ["session"],
    "late_hours": 24,
    "deposit_kinds": ["session"],
    "missed_limit": 2,
    "before_booking": "deposit",
}


def test_notices_are_those_of_the_policy_in_force_for_the_kind() -> None:
    attendance = {"missed": 2, "cancelled_late": 1, "deposits_open": 0}
    assert notices_of([{**POLICY, "in_force": False}], None, "session", None) == Notices()
    assert notices_of([POLICY], attendance, "consult", None) == Notices(None, False, "deposit", 2, 1, 0)
    assert notices_of([POLICY], {**attendance, "missed": 1}, "session", None).asks is None
    assert notices_of([POLICY], None, "session", "confirmation-needed").asks == "confirmation"


def test_wishes_are_kept_in_addresses_and_what_is_no_wish_is_dropped() -> None:
    given = {"earliest": "09:30", "latest": "25:00", "practitioner": "'; drop", "everywhere": "1"}
    said = Given({**given, "from": "2027-03-02"})
    wishes = wishes_in(said)
    assert set(said.unread) == {"latest", "practitioner"}
    assert wishes.fields == {"from": "2027-03-02", "earliest": "09:30", "everywhere": "1"}
    assert wishes.query("b", ["a", "b"]) == {"from": "2027-03-02", "earliest": "09:30", "clinic_ids": "b,a"}
    assert not wishes_in(Given({})).asked_for


@given(st.integers(0, MOST - 1), st.integers(1, MOST))
def test_a_plan_keeps_the_times_up_to_the_last_that_was_chosen(changed: int, planned: int) -> None:
    form = {f"{name}-{each}": f"t{each}|p" for each in range(planned) for name in ("slot", "was")}
    form |= {"form_token": "x", "key": "y", "near": "17:30"}
    assert kept_of(form) == {"near": "17:30"}
    if changed < planned:
        form[f"slot-{changed}"] = "other|p"
        kept = kept_of(form)
        assert [name for name in kept if name.startswith("slot")] == [f"slot-{each}" for each in range(changed + 1)]
