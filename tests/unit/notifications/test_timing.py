"""When messages are due, over clock changes too."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contracts.vocabulary import Modality
from services.notifications.domain.catalogue.aftercare import EVENING, series_after
from services.notifications.domain.catalogue.appointments import CANCELLED, CONFIRMED, REMINDER
from services.notifications.domain.delivery import Fail, Skip, Wait
from services.notifications.domain.planning import plan
from services.notifications.domain.quiet_hours import MessageHours
from services.notifications.domain.template import Template
from services.notifications.domain.timing import Anchor

LISBON = ZoneInfo("Europe/Lisbon")
HOURS = MessageHours(time(8), time(21), LISBON)


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=LISBON)  # type: ignore[arg-type, misc]  # year to minute


def planned(template: Template, happened_at: datetime, starts_at: datetime | None = None) -> Wait | Skip | Fail:
    return plan(template, Anchor(happened_at, starts_at), now=happened_at.astimezone(UTC), zone=LISBON, hours=HOURS)


def test_a_reminder_is_due_the_day_before_at_the_same_time() -> None:
    assert planned(REMINDER, at(2026, 11, 1, 12), at(2026, 11, 10, 14, 30)) == Wait(at(2026, 11, 9, 14, 30))


def test_a_reminder_over_a_clock_change_keeps_the_time_on_the_wall() -> None:
    reminder = planned(REMINDER, at(2026, 10, 1, 12), at(2026, 10, 25, 14, 30))
    assert reminder == Wait(at(2026, 10, 24, 14, 30))
    assert at(2026, 10, 25, 14, 30).astimezone(UTC) - at(2026, 10, 24, 14, 30).astimezone(UTC) == timedelta(hours=25)


def test_who_books_for_tomorrow_morning_is_not_reminded_as_well() -> None:
    assert planned(REMINDER, at(2026, 11, 9, 15), at(2026, 11, 10, 9)) == Skip(
        "too soon to remind: the time was told less than that ahead"
    )


def test_a_confirmation_by_night_goes_out_in_the_morning() -> None:
    assert planned(CONFIRMED, at(2026, 11, 1, 23), at(2026, 11, 10, 14)) == Wait(at(2026, 11, 2, 8))


def test_a_confirmation_that_could_only_go_out_after_the_start_is_skipped() -> None:
    assert planned(CONFIRMED, at(2026, 11, 1, 23), at(2026, 11, 2, 8)) == Skip("too late: quiet hours last until then")
    assert planned(CONFIRMED, at(2026, 11, 1, 12), at(2026, 11, 1, 11)) == Skip("too late")


def test_a_cancellation_by_night_of_the_first_appointment_fails_so_that_somebody_calls() -> None:
    assert isinstance(planned(CANCELLED, at(2026, 11, 1, 23), at(2026, 11, 2, 8)), Fail)


def test_aftercare_starts_the_same_evening_and_goes_on_for_a_week() -> None:
    performed = at(2026, 11, 3, 15)
    moments = [planned(template, performed) for template in series_after(Modality.PEN)]
    assert moments == [
        Wait(at(2026, 11, 3, 19)),
        Wait(at(2026, 11, 4, 10)),
        Wait(at(2026, 11, 6, 10)),
        Wait(at(2026, 11, 10, 10)),
    ]


def test_after_a_late_session_the_first_aftercare_waits_for_the_morning() -> None:
    assert planned(EVENING, at(2026, 11, 3, 20, 30)) == Wait(at(2026, 11, 4, 8))


def test_rf_has_aftercare_of_its_own_and_shares_the_last() -> None:
    plain, rf = series_after(Modality.PEN), series_after(Modality.RF)
    assert plain[-1] is rf[-1]
    assert not {t.code for t in plain[:-1]} & {t.code for t in rf[:-1]}
    assert series_after(Modality.ROLLER) == plain
