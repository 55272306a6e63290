"""When messages are due, over clock changes too."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.notifications.domain.deliveries import Fail, Skip, Wait
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.plans import plan, when_late
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.templates import Template
from services.notifications.domain.timing import Anchor
from tests.unit.notifications.shipped import SHIPPED, template

LISBON = ZoneInfo("Europe/Lisbon")
HOURS = MessageHours(time(8), time(21), LISBON)
REMINDER, CONFIRMED, CANCELLED, REINSTATED = (
    template(f"appointment_{what}") for what in ("reminder", "confirmed", "cancelled", "reinstated")
)
PREPARE = template("visit_preparation")


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=LISBON)  # type: ignore[arg-type, misc]  # year to minute


def planned(template: Template, happened_at: datetime, starts_at: datetime | None = None) -> Wait | Skip | Fail:
    return plan(template, Anchor(happened_at, starts_at), now=happened_at.astimezone(UTC), zone=LISBON, hours=HOURS)


def series_after(modality: str) -> tuple[str, ...]:
    return SHIPPED.for_occasion(Occasion.SESSION_PERFORMED, modality)


def test_a_reminder_is_due_the_day_before_at_the_same_time() -> None:
    assert planned(REMINDER, at(2026, 11, 1, 12), at(2026, 11, 10, 14, 30)) == Wait(at(2026, 11, 9, 14, 30))


def test_a_reminder_over_a_clock_change_keeps_the_time_on_the_wall() -> None:
    reminder = planned(REMINDER, at(2026, 10, 1, 12), at(2026, 10, 25, 14, 30))
    assert reminder == Wait(at(2026, 10, 24, 14, 30))
    assert at(2026, 10, 25, 14, 30).astimezone(UTC) - at(2026, 10, 24, 14, 30).astimezone(UTC) == timedelta(hours=25)


def test_who_books_for_tomorrow_morning_is_not_reminded_as_well() -> None:
    assert planned(REMINDER, at(2026, 11, 9, 15), at(2026, 11, 10, 9)) == Skip(
        "too soon to remind: the appointment was made less than that ahead"
    )


def test_how_to_prepare_comes_a_week_before_or_soon_where_the_session_is_sooner() -> None:
    assert planned(PREPARE, at(2026, 11, 1, 12), at(2026, 11, 30, 14)) == Wait(at(2026, 11, 23, 14))
    assert planned(PREPARE, at(2026, 11, 1, 12), at(2026, 11, 3, 14)) == Wait(at(2026, 11, 1, 13))
    assert planned(PREPARE, at(2026, 11, 1, 23), at(2026, 11, 2, 8)) == Skip("too late: quiet hours last until then")


def test_a_reminder_that_had_to_wait_past_its_time_still_goes_out_before_the_appointment() -> None:
    anchor = Anchor(at(2026, 11, 1, 12), at(2026, 11, 10, 14, 30))
    late = at(2026, 11, 9, 18).astimezone(UTC)
    assert plan(REMINDER, anchor, now=late, zone=LISBON, hours=HOURS) == Wait(late)


def test_a_confirmation_by_night_goes_out_in_the_morning() -> None:
    assert planned(CONFIRMED, at(2026, 11, 1, 23), at(2026, 11, 10, 14)) == Wait(at(2026, 11, 2, 8))


def test_a_confirmation_that_could_only_go_out_after_the_start_is_skipped() -> None:
    assert planned(CONFIRMED, at(2026, 11, 1, 23), at(2026, 11, 2, 8)) == Skip("too late: quiet hours last until then")
    assert planned(CONFIRMED, at(2026, 11, 1, 12), at(2026, 11, 1, 11)) == Skip("too late")


@pytest.mark.parametrize(
    ("told", "happened_at", "starts_at", "now", "outcome"),
    [
        (CANCELLED, at(2026, 11, 2, 9), at(2026, 11, 2, 10), at(2026, 11, 2, 16), Fail("too late")),
        (CANCELLED, at(2026, 11, 2, 9), at(2026, 11, 2, 10), at(2026, 11, 3, 10), Skip("too late")),
        (CANCELLED, at(2026, 11, 2, 11), at(2026, 11, 2, 10), at(2026, 11, 2, 16), Skip("too late")),
        (PREPARE, at(2026, 11, 2, 9), at(2026, 11, 2, 10), at(2026, 11, 2, 16), Skip("too late")),
    ],
    ids=["came in vain", "is old", "was late itself", "need not be known"],
)
def test_what_no_worker_looked_at_in_time_is_a_call_where_somebody_may_have_come_in_vain(
    told: Template, happened_at: datetime, starts_at: datetime, now: datetime, outcome: Skip | Fail
) -> None:
    assert when_late(told, Anchor(happened_at, starts_at), now=now) == outcome


@pytest.mark.parametrize("template", [CANCELLED, REINSTATED])
def test_a_change_by_night_of_the_first_appointment_fails_so_that_somebody_calls(template: Template) -> None:
    assert isinstance(planned(template, at(2026, 11, 1, 23), at(2026, 11, 2, 8)), Fail)


def test_aftercare_starts_the_same_evening_and_goes_on_for_a_week() -> None:
    performed = at(2026, 11, 3, 15)
    moments = [planned(template(code), performed) for code in series_after("pen")]
    assert moments == [
        Wait(at(2026, 11, 3, 19)),
        Wait(at(2026, 11, 4, 10)),
        Wait(at(2026, 11, 6, 10)),
        Wait(at(2026, 11, 10, 10)),
    ]


def test_after_a_late_session_the_first_aftercare_waits_for_the_morning() -> None:
    assert planned(template("aftercare_evening"), at(2026, 11, 3, 20, 30)) == Wait(at(2026, 11, 4, 8))


def test_rf_has_aftercare_of_its_own_and_shares_the_last() -> None:
    plain, rf = series_after("pen"), series_after("rf")
    assert plain[-1] == rf[-1]
    assert not {*plain[:-1]} & {*rf[:-1]}
    assert series_after("roller") == plain
