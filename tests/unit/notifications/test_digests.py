"""The daily mail counts what waits, on opening days, for those who can do it."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.access.actors import Role
from chassis.reference.access import POLICY as REFERENCE
from chassis.working_week import Open, WorkingWeek
from needlepoint.services import SERVICE_NAMES, load
from services.notifications.domain.digests import (
    STILL_OF_USE,
    TAKEN_BY,
    DigestRole,
    Line,
    OpenItem,
    cause_of,
    lines_of,
    next_digest,
)
from tests.support.digest_kinds import ROWS
from tests.unit.notifications.shipped import SHIPPED

LISBON = ZoneInfo("Europe/Lisbon")
OFFICE = WorkingWeek(LISBON)
MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
AT = time(7, 30)
ROLES = {
    DigestRole.DESK: {Role.FRONT_DESK},
    DigestRole.DIRECTOR: {Role.MEDICAL_DIRECTOR, Role.PRACTITIONER},
    DigestRole.STOCK_MANAGER: {Role.STOCK_MANAGER},
}
KINDS = [(load(name), kind) for name in SERVICE_NAMES for kind in load(name).worklist.kinds]


def test_every_kind_of_every_service_is_in_somebodys_digest() -> None:
    assert set(TAKEN_BY) == {kind.name for _, kind in KINDS}


def test_every_kind_of_every_service_has_a_row_that_says_what_its_readers_are_told() -> None:
    """tests/integration/notifications/test_digests.py sends them."""
    kinds = sorted((service.name, kind.name) for service, kind in KINDS)
    assert sorted((row[0], row[1]) for row in ROWS) == kinds


@pytest.mark.parametrize("kind", [kind.name for _, kind in KINDS])
def test_whoever_reads_of_a_kind_may_take_it(kind: str) -> None:
    [(service, found)] = [(each, of) for each, of in KINDS if of.name == kind]
    for reader in TAKEN_BY[kind]:
        may = [{*service.policy.roles.get(role, ()), *REFERENCE.roles.get(role, ())} for role in ROLES[reader]]
        assert any(found.take in scopes for scopes in may), reader


@pytest.mark.parametrize("language", SHIPPED.languages)
def test_every_kind_has_its_words(language: str) -> None:
    assert set(TAKEN_BY) <= set(SHIPPED.languages[language].phrases.items)


def test_what_is_overdue_comes_first_and_what_is_for_others_not_at_all() -> None:
    items = [
        OpenItem("call_patient", MONDAY + timedelta(hours=3)),
        OpenItem("call_patient", MONDAY + timedelta(days=2)),
        OpenItem("unanswered_thread", MONDAY - timedelta(minutes=1)),
        OpenItem("review_waiting", MONDAY),
        OpenItem("some_new_kind", MONDAY + timedelta(days=9)),
    ]
    assert lines_of(items, DigestRole.DESK, MONDAY, OFFICE) == (
        Line("unanswered_thread", 1, overdue=1, due_today=0),
        Line("call_patient", 2, overdue=0, due_today=1),
        Line("some_new_kind", 1, overdue=0, due_today=0),
    )
    assert lines_of(items, DigestRole.STOCK_MANAGER, MONDAY, OFFICE) == ()


@pytest.mark.parametrize(
    ("now", "done", "due"),
    [
        ("2026-11-23 06:00", False, "2026-11-23 07:30"),
        ("2026-11-23 08:10", False, "2026-11-23 07:30"),  # the worker was down
        ("2026-11-23 13:30", False, "2026-11-24 07:30"),  # too late for today
        ("2026-11-23 07:30", True, "2026-11-24 07:30"),
        ("2026-11-27 12:00", True, "2026-11-30 07:30"),  # over the weekend
        ("2026-11-28 06:00", False, "2026-11-30 07:30"),
    ],
)
def test_it_is_due_on_the_next_opening_day(now: str, done: bool, due: str) -> None:
    moments = [datetime.fromisoformat(each).replace(tzinfo=LISBON).astimezone(UTC) for each in (now, due)]
    assert next_digest(moments[0], AT, OFFICE, done_today=done) == moments[1]


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    at=st.times().map(lambda each: each.replace(second=0, microsecond=0)),
    zone=st.sampled_from([LISBON, ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")]),
    days=st.sets(st.integers(0, 6), min_size=1),
    done=st.booleans(),
)
def test_the_next_is_never_long_over_never_today_again_and_always_on_an_opening_day(
    now: datetime, at: time, zone: ZoneInfo, days: set[int], done: bool
) -> None:
    week = WorkingWeek(zone, tuple(Open(day, time(9), time(17)) for day in days))
    due = next_digest(now, at, week, done_today=done)
    today: date = now.astimezone(zone).date()
    assert due > now - STILL_OF_USE
    assert due.astimezone(zone).weekday() in days
    assert not done or due.astimezone(zone).date() > today


def test_one_day_of_a_role_has_one_cause() -> None:
    clinic, morning, evening = UUID(int=7), MONDAY, MONDAY + timedelta(hours=10)
    assert cause_of(clinic, DigestRole.DESK, morning, OFFICE) == cause_of(clinic, DigestRole.DESK, evening, OFFICE)
    assert cause_of(clinic, DigestRole.DESK, morning, OFFICE) != cause_of(clinic, DigestRole.DIRECTOR, morning, OFFICE)
