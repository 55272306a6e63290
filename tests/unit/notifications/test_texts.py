"""By when a text is read, and how many of strangers are kept."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from chassis.working_week import Open, WorkingWeek
from services.notifications.domain.hints import Hint
from services.notifications.domain.texts import KeptLately, TextPolicy, is_kept, read_by

LISBON = WorkingWeek(ZoneInfo("Europe/Lisbon"))
"""Monday to Friday, 9 to 17."""
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_text_is_read_within_an_opening_hour() -> None:
    assert read_by(NOON, [], TextPolicy(), [LISBON]) == NOON + 60 * MINUTE
    assert read_by(NIGHT, [], TextPolicy(), [LISBON]) == datetime(2026, 11, 24, 10, tzinfo=UTC)
    before_closing = datetime(2026, 11, 27, 16, 40, tzinfo=UTC)  # a Friday
    assert read_by(before_closing, [], TextPolicy(), [LISBON]) == datetime(2026, 11, 30, 9, 40, tzinfo=UTC)


def test_what_nobody_knows_the_clinic_of_is_read_by_the_first_that_is_open() -> None:
    saturdays = WorkingWeek(ZoneInfo("Europe/Lisbon"), (Open(5, time(10), time(14)),))
    friday_night = datetime(2026, 11, 27, 20, tzinfo=UTC)
    assert read_by(friday_night, [], TextPolicy(), [LISBON, saturdays]) == datetime(2026, 11, 28, 11, tzinfo=UTC)


def test_words_about_the_skin_do_not_wait_for_the_morning() -> None:
    assert read_by(NIGHT, [Hint.SPEAKS_OF_SKIN], TextPolicy(), [LISBON]) == NIGHT + 15 * MINUTE


def test_a_clinic_that_is_not_known_yet_gives_no_reason_to_wait() -> None:
    assert read_by(NIGHT, [], TextPolicy(read_minutes=5), []) == NIGHT + 5 * MINUTE


@pytest.mark.parametrize(
    ("of_sender", "of_all", "kept"), [(0, 0, True), (1, 9, True), (2, 2, False), (0, 10, False), (5, 10, False)]
)
def test_a_stranger_and_all_strangers_together_have_a_limit(of_sender: int, of_all: int, kept: bool) -> None:
    policy = TextPolicy(unknown_per_sender=2, unknown_per_day=10)
    assert is_kept(KeptLately(of_sender, of_all), policy) is kept
