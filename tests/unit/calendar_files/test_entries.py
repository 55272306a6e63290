"""Calendar files say the same to every client, whatever arrives first and however often."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from calendar_files import Entry, Method, Party, feed, file_of, invitation, uid_of
from tests.support.calendars import ClientCalendar

LISBON = ZoneInfo("Europe/Lisbon")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
CLINIC, ANA = Party("no-reply@chiado.example", "Chiado Skin"), Party("ana@example.org")
ID = UUID(int=7)
OFTEN = st.lists(st.integers(0, 4), min_size=0, max_size=6)


def entry(change: int, starts_at: datetime = NOW + timedelta(days=3), summary: str = "Session, Chiado Skin") -> Entry:
    return Entry(
        uid=uid_of(ID),
        sequence=change,
        stamp=NOW + timedelta(minutes=change),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        zone=LISBON,
        summary=summary,
        location="Rua Garrett 1; Lisboa",
        description="+351210000000",
    )


def sent(change: int, method: Method = "REQUEST") -> bytes:
    starts_at = NOW + timedelta(days=3 + change)
    return invitation(entry(change, starts_at), method, organizer=CLINIC, attendee=ANA)


MAILS = [sent(1), sent(2), sent(3), sent(4), sent(5, "CANCEL")]
"""Booked, moved three times, cancelled."""


@given(st.permutations(range(5)), OFTEN)
def test_booked_moved_and_cancelled_leaves_an_empty_calendar_in_any_order(order: list[int], again: list[int]) -> None:
    calendar = ClientCalendar()
    for each in [*order, *again]:
        calendar.takes(MAILS[each])
    assert calendar.shown == []


@given(st.permutations(range(4)), st.lists(st.integers(0, 3), max_size=6))
def test_moved_three_times_it_stands_once_at_the_last_time(order: list[int], again: list[int]) -> None:
    calendar = ClientCalendar()
    for each in [*order, *again]:
        calendar.takes(MAILS[each])
    assert calendar.shown == [NOW + timedelta(days=7)]


@given(st.integers(0, 10 * 366 * 24 * 4), st.sampled_from(["Europe/Lisbon", "America/New_York"]))
def test_times_are_on_the_clinics_clock_with_its_rules(quarters: int, zone: str) -> None:
    starts_at = NOW + quarters * timedelta(minutes=15)
    of = Entry(uid_of(ID), 1, NOW, starts_at, None, ZoneInfo(zone), "Session")
    calendar = Calendar.from_ical(file_of(of))
    [event] = calendar.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == zone
    assert event.decoded("DTSTART").replace(tzinfo=None) == starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert [str(each["TZID"]) for each in calendar.walk("VTIMEZONE")] == [zone]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80))
def test_what_people_typed_begins_no_line_of_its_own(typed: str) -> None:
    content = file_of(entry(1, summary=f"{typed}\nMETHOD:CANCEL\nEND:VEVENT"))
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert str(event.decoded("SUMMARY")).startswith(typed[:1])
    assert content.count(b"\r\nMETHOD:") == 1
    assert content.count(b"\r\nEND:VEVENT") == 1


def test_a_mail_names_who_invites_and_asks_for_no_answer() -> None:
    [event] = Calendar.from_ical(sent(1)).walk("VEVENT")
    assert event["ORGANIZER"] == "mailto:no-reply@chiado.example"
    assert event["ATTENDEE"] == "mailto:ana@example.org"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["STATUS"] == "CONFIRMED"


def test_a_feed_has_what_it_was_given_and_its_name() -> None:
    shown = Calendar.from_ical(feed([entry(1)], name="Diary", refresh=timedelta(minutes=15)))
    assert shown["X-WR-CALNAME"] == "Diary"
    assert [str(each["UID"]) for each in shown.walk("VEVENT")] == [uid_of(ID)]
    empty = Calendar.from_ical(feed([], name="Diary", refresh=timedelta(minutes=15)))
    assert empty.walk("VEVENT") == []
