"""The proof finds what it looks for: each kind of fault, put into what a diary might be left with."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from needlepoint.trial.proof.stated import Permission, Span, Stated
from needlepoint.trial.proof.verdict import changes_lost, made_unasked, reasons_wrong, taken_twice


def appointment(which: str, starts: str = "09:00", needling: str = "09:00", ends: str = "09:30", **other: Any) -> Any:
    day = "2027-03-01"
    return {
        "id": which,
        "clinic_id": "clinic",
        "status": "booked",
        "starts_at": f"{day}T{starts}:00Z",
        "treatment_starts_at": f"{day}T{needling}:00Z",
        "ends_at": f"{day}T{ends}:00Z",
        "local_start": f"{day}T{starts}:00Z",
        "patient_id": f"patient of {which}",
        "practitioner_id": f"nurse of {which}",
        "room_id": f"room of {which}",
        "device_id": None,
        "problems": [],
        "version": 1,
    } | other


@pytest.mark.parametrize("what", ["patient_id", "practitioner_id", "room_id", "device_id"])
def test_two_appointments_that_share_anything_at_one_moment_are_found(what: str) -> None:
    one, other = appointment("one", **{what: "same"}), appointment("other", "09:15", "09:15", "09:45", **{what: "same"})
    (found,) = taken_twice([one, other])
    assert "one" in found
    assert "other" in found


@pytest.mark.parametrize(
    ("what", "faults"), [("practitioner_id", 0), ("room_id", 0), ("patient_id", 1), ("device_id", 1)]
)
def test_two_meet_with_a_reason_at_one_practitioner_or_room(what: str, faults: int) -> None:
    one = appointment("one", **{what: "same"})
    agreed = appointment("agreed", overlaps_because="while the cream acts", **{what: "same"})
    assert len(taken_twice([one, agreed])) == faults
    assert len(taken_twice([one, agreed, appointment("third", **{what: "same"})])) >= 1


def test_a_room_is_in_as_many_as_it_takes_at_once_and_one_more_is_found() -> None:
    several = [appointment(which, room_id="chairs") for which in ("one", "two", "three")]
    later = appointment("later", "09:30", "09:30", "10:00", room_id="chairs")
    two = Stated(chairs={"chairs": [("", 2)]})
    assert taken_twice([*several[:2], later], two) == []
    assert len(taken_twice([*several, later], two)) == 2
    agreed = appointment("agreed", overlaps_because="while the cream acts", room_id="chairs")
    assert taken_twice([*several[:2], agreed], two) == []
    assert taken_twice([{**one, "patient_id": "same"} for one in several[:2]], two)


def test_one_after_the_other_and_what_was_cancelled_is_not_a_fault() -> None:
    first, next_one = (
        appointment("first", room_id="same"),
        appointment("next", "09:30", "09:30", "10:00", room_id="same"),
    )
    cancelled = appointment("gone", room_id="same", status="cancelled")
    assert taken_twice([first, next_one, cancelled]) == []


def test_a_hold_takes_its_slot_as_an_appointment_does() -> None:
    one, hold = appointment("one", room_id="same"), appointment("hold", room_id="same", status="held")
    assert len(taken_twice([one, hold])) == 1


def test_who_treats_is_free_while_the_cream_acts_and_the_room_is_not() -> None:
    numbing = appointment("numbing", "09:00", "09:45", "10:30", practitioner_id="ana", room_id="same")
    meanwhile = appointment("meanwhile", "09:00", "09:00", "09:45", practitioner_id="ana")
    assert taken_twice([numbing, meanwhile]) == []
    assert len(taken_twice([numbing, {**meanwhile, "room_id": "same"}])) == 1


def test_a_long_one_that_covers_two_later_ones_is_found_with_both() -> None:
    long = appointment("long", "09:00", "09:00", "11:00", room_id="same")
    short = [
        appointment(which, at, at, f"{at[:3]}15", room_id="same") for which, at in (("a", "09:00"), ("b", "10:00"))
    ]
    assert len(taken_twice([long, *short])) == 2


def test_a_change_that_is_not_there_is_found() -> None:
    booked = appointment("one")
    moved = booked | {"starts_at": "2027-03-01T12:00:00Z", "version": 2}
    assert changes_lost({"one": [booked, moved]}, {"one": moved}, set()) == []
    assert "version 2 was acknowledged" in changes_lost({"one": [booked, moved]}, {"one": booked}, set())[0]
    assert "starts_at was acknowledged" in changes_lost({"one": [moved]}, {"one": booked | {"version": 3}}, set())[0]
    assert "is not there" in changes_lost({"one": [booked]}, {}, set())[0]


def test_two_changes_of_one_version_are_one_too_many() -> None:
    moved, elsewhere = (appointment("one", version=2, room_id=room) for room in ("a", "b"))
    assert "one is lost" in changes_lost({"one": [moved, elsewhere]}, {"one": elsewhere}, set())[0]


def test_a_change_without_an_answer_may_have_been_made_after_the_last_acknowledged_one() -> None:
    booked, later = appointment("one"), appointment("one", room_id="another", version=2)
    assert changes_lost({"one": [booked]}, {"one": later}, {"one"}) == []
    assert changes_lost({"one": [booked]}, {"one": later}, set())


def test_an_appointment_that_nobody_was_told_of_is_found() -> None:
    left = {"one": appointment("one")}
    assert made_unasked({}, left, doubtful=0)
    assert made_unasked({}, left, doubtful=1) == []
    assert made_unasked({"one": [appointment("one")]}, left, doubtful=0) == []


CLOSED = [{"code": "clinic_closed", "sentence": "The clinic is closed."}]


def test_what_lies_on_a_closed_day_has_to_say_so_and_nothing_else_may() -> None:
    closed = Stated(closed={"clinic": {"2027-03-01"}})
    assert reasons_wrong([appointment("one", problems=CLOSED)], closed) == []
    assert "does not say clinic_closed" in reasons_wrong([appointment("one")], closed)[0]
    assert "nothing makes it so" in reasons_wrong([appointment("one", problems=CLOSED)], Stated())[0]
    assert reasons_wrong([appointment("one", status="cancelled")], closed) == []


def test_what_is_away_only_while_it_is_cleaned_is_a_reason_and_taken_by_nobody_else() -> None:
    code = [{"code": "device_unavailable", "sentence": "The device is not available."}]
    cleaned = appointment("one", device_id="pen", device_until="2027-03-01T09:40:00Z")
    repair = Span(datetime(2027, 3, 1, 9, 30, tzinfo=UTC), datetime(2027, 3, 1, 11, 0, tzinfo=UTC), "repair")
    away = Stated(away={"device pen": [repair]})
    assert reasons_wrong([cleaned | {"problems": code}], away) == []
    assert "does not say device_unavailable" in reasons_wrong([cleaned], away)[0]
    assert reasons_wrong([appointment("one", device_id="pen")], away) == []
    assert len(taken_twice([cleaned, appointment("two", "09:30", "09:30", "10:00", device_id="pen")])) == 1


def test_a_problem_has_a_sentence() -> None:
    wordless = [{"code": "consent_missing", "sentence": ""}]
    assert "without a sentence" in reasons_wrong([appointment("one", problems=wordless)], Stated())[0]


NOT_PERMITTED = [{"code": "practitioner_not_permitted", "sentence": "Ana may not."}]


@pytest.mark.parametrize(
    ("permission", "consult", "session"),
    [
        (Permission(None, None, Decimal("2.0")), True, True),
        (Permission(None, "2027-03-01", Decimal("1.5")), True, True),
        (Permission(None, "2027-02-28", Decimal("2.0")), False, False),
        (Permission("2027-03-02", None, Decimal("2.0")), False, False),
        (Permission(None, None, Decimal("0.5")), True, False),
    ],
)
def test_who_may_not_do_it_any_longer_is_a_reason(permission: Permission, consult: bool, session: bool) -> None:
    stated = Stated(permitted={"ana": [permission]}, depth_mm=Decimal("1.5"))
    for device, permitted in ((None, consult), ("pen", session)):
        one = appointment("one", practitioner_id="ana", device_id=device)
        silent, says = reasons_wrong([one], stated), reasons_wrong([one | {"problems": NOT_PERMITTED}], stated)
        assert (bool(silent), bool(says)) == (not permitted, permitted)


NO_ROOM = [{"code": "room_unavailable", "sentence": "The room takes fewer at once."}]


def test_where_a_room_takes_fewer_than_are_booked_one_of_them_says_so() -> None:
    fewer = Stated(chairs={"room": [("", 2), ("2027-03-01", 1)]}, changed={"room"})
    both = [appointment(which, room_id="room") for which in ("one", "two")]
    assert taken_twice(both, fewer)
    says = [both[0], both[1] | {"problems": NO_ROOM}]
    assert taken_twice(says, fewer) == []
    assert reasons_wrong(says, fewer) == []
    assert "nothing makes it so" in reasons_wrong(says[1:], fewer)[0], "it fits now"
    assert taken_twice(says, Stated(changed={"room"})) == [], "more was taken back, and nothing states a number now"
    before = Stated(chairs={"room": [("", 2), ("2027-03-02", 1)]}, changed={"room"})
    assert taken_twice(both, before) == []
    assert "nothing makes it so" in reasons_wrong(says, before)[0]


def test_a_room_that_always_took_one_is_not_full_because_somebody_says_so() -> None:
    both = [appointment(which, room_id="room", problems=NO_ROOM) for which in ("one", "two")]
    assert taken_twice(both)
