"""Calendar files say the same to every client, whatever arrives first and however often."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
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


ZONES = (
    "Europe/Lisbon",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Europe/Dublin",
)
RULELESS = ("Africa/Casablanca", "Asia/Gaza")


@given(st.integers(0, 10 * 366 * 24 * 4), st.sampled_from([*ZONES, *RULELESS]))
@example(quarters=(datetime(2027, 10, 31, 1, 15, tzinfo=UTC) - NOW) // timedelta(minutes=15), zone="Europe/Lisbon")
@example(quarters=(datetime(2027, 4, 3, 15, 15, tzinfo=UTC) - NOW) // timedelta(minutes=15), zone="Australia/Lord_Howe")
def test_a_time_is_the_same_moment_by_the_zones_name_and_by_the_rules_in_the_file(quarters: int, zone: str) -> None:
    starts_at = NOW + quarters * timedelta(minutes=15)
    of = Entry(uid_of(ID), 1, NOW, starts_at, None, ZoneInfo(zone), "Session")
    calendar = Calendar.from_ical(file_of(of))
    [event] = calendar.walk("VEVENT")
    assert event.decoded("DTSTART") == starts_at
    written = event.decoded("DTSTART").replace(tzinfo=None)
    rules = calendar.timezones
    if rules and "TZID" in event["DTSTART"].params:
        assert written == starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert written.replace(tzinfo=rules[0].to_tz(lookup_tzid=False)).astimezone(UTC) == starts_at
        assert str(rules[0]["TZID"]) == event["DTSTART"].params["TZID"] == zone
    else:
        assert zone in RULELESS or starts_at.astimezone(ZoneInfo(zone)).fold == 1, "on the clinic's clock"


@pytest.mark.parametrize("zone", ZONES)
def test_a_zones_rules_are_yearly_as_outlook_wants_them(zone: str) -> None:
    of = Entry(uid_of(ID), 1, NOW, NOW, None, ZoneInfo(zone), "Session")
    content = file_of(of)
    assert b"RDATE" not in content
    changes = 0 if zone == "Asia/Kathmandu" else 2
    assert content.count(b"RRULE:FREQ=YEARLY;") == changes
    assert content.index(b"BEGIN:VTIMEZONE") < content.index(b"BEGIN:VEVENT")


def test_an_hour_that_the_clock_shows_twice_is_written_in_utc_the_second_time() -> None:
    first, second = (datetime(2027, 10, 31, hour, 15, tzinfo=UTC) for hour in (0, 1))
    assert b"DTSTART;TZID=Europe/Lisbon:20271031T011500" in file_of(entry(1, first))
    assert b"DTSTART:20271031T011500Z" in file_of(entry(1, second))


def test_a_file_holds_no_sign_that_none_may_hold() -> None:
    odd = "a\x07b\x00c\td\x0be\u2028f\x85g\r\nh\x1f"
    of = Entry(uid_of(ID), 1, NOW, NOW, None, LISBON, odd, location=odd, description=odd)
    files = [invitation(of, "REQUEST", organizer=Party("a@b.example", odd), attendee=ANA), file_of(of)]
    files.append(feed([of], name=odd, refresh=timedelta(minutes=15)))
    for content in files:
        text = content.decode()
        assert [sign for sign in text if ord(sign) < 32 and sign not in "\r\n"] == []
        assert all(text.split("\r\n")[:-1])
        assert text.replace("\r\n", "").isprintable()
        [event] = Calendar.from_ical(content).walk("VEVENT")
        assert (event["SUMMARY"], str(event["LOCATION"]).split("\n")[-1]) == ("a b c d e f g h", "h ")


@pytest.mark.parametrize("letter", ["é", "漢", "😀", "a"])
def test_lines_are_folded_at_75_octets_between_letters(letter: str) -> None:
    content = file_of(entry(1, summary=letter * 200))
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert Calendar.from_ical(content).walk("VEVENT")[0]["SUMMARY"] == letter * 200


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80))
def test_what_people_typed_begins_no_line_of_its_own(typed: str) -> None:
    content = file_of(entry(1, summary=f"{typed}\nMETHOD:CANCEL\nEND:VEVENT"))
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["SUMMARY"]) == " ".join(f"{typed} METHOD:CANCEL END:VEVENT".split())
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
