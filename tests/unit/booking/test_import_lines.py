"""What the cells of a line mean, and which practitioner, room and device are tried."""

from collections.abc import Callable
from datetime import date, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.exchange.domain.candidates import Candidates
from services.booking.exchange.domain.cells import DayOrder, day_in, time_in, yes_or_no
from services.booking.exchange.domain.importing import Importing, Line, digest_of
from services.booking.exchange.domain.kinds import ImportKind
from services.booking.exchange.domain.refusals import LineRefused
from services.booking.exchange.forms.lines import appointment_in, balance_in, registration_in

IMPORTING = Importing(
    UUID(int=1), UUID(int=2), ZoneInfo("Europe/Lisbon"), ImportKind.PATIENTS, "olddesk", DayOrder.ISO, False, None
)
ROSA = {
    "external_id": "7",
    "given_name": "Rosa",
    "family_name": "Almeida",
    "date_of_birth": "1990-05-04",
    "channel": "sms",
}


def registered(**cells: str) -> list[tuple[str, str]]:
    """The problems of a line of patients."""
    with pytest.raises(LineRefused) as refused:
        registration_in(IMPORTING, Line(2, ROSA | cells, None))
    return list(refused.value.problems)


def problems_of(reading: Callable[[], object]) -> list[str]:
    """The columns in which something is wrong."""
    try:
        reading()
    except LineRefused as refusal:
        return [column for column, _ in refusal.problems]
    return []


@pytest.mark.parametrize(
    ("order", "written"),
    [
        (DayOrder.ISO, "2027-03-31"),
        (DayOrder.DAY_FIRST, "31.03.2027"),
        (DayOrder.DAY_FIRST, "31/3/2027"),
        (DayOrder.MONTH_FIRST, "3/31/2027"),
    ],
)
def test_a_day_is_read_in_the_stated_order(order: DayOrder, written: str) -> None:
    assert day_in({"day": written}, "day", order) == date(2027, 3, 31)


@pytest.mark.parametrize("written", ["31.03.2027", "2027-02-30", "27-03-31", "2027-3-1", "0001-01-01", "٢٠٢٧-٠٣-٣١"])
def test_a_day_in_another_order_is_not_guessed(written: str) -> None:
    with pytest.raises(LineRefused, match="2027-03-31"):
        day_in({"day": written}, "day", DayOrder.ISO)


@given(st.text(max_size=12), st.sampled_from(DayOrder))
def test_any_text_is_a_day_or_refused(written: str, order: DayOrder) -> None:
    found = problems_of(lambda: day_in({"day": written}, "day", order))
    assert found in ([], ["day"])


def test_times_and_yes_or_no_are_read_or_refused() -> None:
    assert time_in({"time": "9:05"}, "time") == time(9, 5)
    assert (yes_or_no({"marketing": "Yes"}, "marketing"), yes_or_no({}, "marketing")) == (True, False)
    for wrong in ("24:00", "9h30", ""):
        with pytest.raises(LineRefused):
            time_in({"time": wrong}, "time")
    with pytest.raises(LineRefused):
        yes_or_no({"marketing": "perhaps"}, "marketing")


def test_who_agreed_to_marketing_did_so_somewhere() -> None:
    assert registered(marketing="yes")[0][0] == "marketing_source"
    agreed = registration_in(IMPORTING, Line(2, ROSA | {"marketing": "yes", "marketing_source": "paper"}, None))
    assert agreed.marketing


def test_each_wrong_cell_of_a_patient_is_named_with_what_to_do() -> None:
    found = dict(registered(phone="12", email="nobody", channel="fax", given_name="www.evil.example"))
    assert found.keys() == {"phone", "email", "channel", "given_name"}
    assert "sms" in found["channel"]


@given(st.dictionaries(st.sampled_from(sorted(ROSA)), st.text(max_size=30)))
def test_any_cells_are_a_patient_or_refused(cells: dict[str, str]) -> None:
    found = problems_of(lambda: registration_in(IMPORTING, Line(2, ROSA | cells, None)))
    assert set(found) <= set(ROSA)


COURSE = {"external_id": "c", "patient": "7", "concern": "acne_scars", "area": "face", "modality": "pen"}


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"sessions": "6", "performed": "7", "last_session_on": "2027-01-05"}, "performed"),
        ({"sessions": "6", "performed": "2"}, "last_session_on"),
        ({"sessions": "6", "performed": "0", "last_session_on": "2027-01-05"}, "last_session_on"),
        ({"sessions": "6", "performed": "2", "last_session_on": "2027-06-05"}, "last_session_on"),
        ({"sessions": "many", "performed": "2", "last_session_on": "2027-01-05"}, "sessions"),
    ],
)
def test_a_course_from_elsewhere_adds_up(cells: dict[str, str], column: str) -> None:
    with pytest.raises(LineRefused) as refused:
        balance_in(IMPORTING, Line(2, COURSE | cells, None), today=date(2027, 3, 1))
    assert refused.value.problems[0][0] == column


def test_an_appointment_is_for_something_that_exists() -> None:
    with pytest.raises(LineRefused, match="consult"):
        appointment_in(Line(2, {"kind": "massage"}, None))


def test_the_order_of_columns_says_nothing() -> None:
    assert digest_of({"a": "1", "b": "2"}) == digest_of({"b": "2", "a": "1"}) != digest_of({"a": "1", "b": "3"})


ONE, TWO, ROOM, PEN, SPARE = (UUID(int=number) for number in range(1, 6))


def test_only_what_is_in_the_way_is_changed_for_the_next_one() -> None:
    candidates = Candidates([ONE, TWO], [ROOM], [PEN, SPARE])
    assert candidates.after((ONE, ROOM, PEN), ["practitioner"]) == (TWO, ROOM, PEN)
    assert candidates.after((TWO, ROOM, PEN), ["device"]) == (TWO, ROOM, SPARE)
    assert candidates.after((TWO, ROOM, SPARE), ["practitioner"]) is None
    assert candidates.after((ONE, ROOM, PEN), ["room"]) is None
    assert candidates.after((ONE, ROOM, PEN), ["patient", "room"]) is None
    assert Candidates([ONE, TWO], [ROOM], [None]).after((ONE, ROOM, None), ["practitioner"]) == (TWO, ROOM, None)
