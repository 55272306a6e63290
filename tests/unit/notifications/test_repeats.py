"""Of several messages that say the same about one day one leaves, in whatever order they are looked at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.deliveries import Skip
from services.notifications.domain.invitations import VISIT
from services.notifications.domain.messages import Message, Status
from services.notifications.domain.repeats import Likeness, can_repeat, repeats
from services.notifications.domain.timing import Anchor
from tests.unit.notifications.shipped import SHIPPED, template

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LISBON = ZoneInfo("Europe/Lisbon")
TOKYO = ZoneInfo("Asia/Tokyo")
ENGLISH = SHIPPED.languages["en"]


def care(number: int, happened_at: datetime = NOON) -> Message:
    code = "aftercare_day_1"
    return Message(UUID(int=number), code, template(code), UUID(int=7), UUID(int=8), None, Anchor(happened_at), {})


@given(st.lists(st.integers(0, 4), max_size=60), st.sets(st.integers(0, 4), max_size=4))
def test_one_of_them_leaves_unless_all_are_called_off(looks: list[int], called_off: set[int]) -> None:
    status = dict.fromkeys(range(5), Status.PLANNED) | dict.fromkeys(called_off, Status.CANCELLED)
    for number in [*looks, *range(5), *range(5)]:
        if status[number] is not Status.PLANNED:
            continue
        others = [Likeness(UUID(int=each), status[each], NOON) for each in status if each != number]
        outcome = repeats(care(number), others, now=NOON, zone=LISBON)
        if outcome is None:
            status[number] = Status.SENT
        elif isinstance(outcome, Skip):
            status[number] = Status.SKIPPED
    assert list(status.values()).count(Status.SENT) == 1


def test_what_happened_on_another_day_of_the_clinic_is_said_as_well() -> None:
    earlier = [Likeness(UUID(int=1), Status.SENT, NOON)]
    evening = care(2, NOON + timedelta(hours=4))
    assert repeats(evening, earlier, now=NOON, zone=LISBON) is not None
    assert repeats(evening, earlier, now=NOON, zone=TOKYO) is None, "there it is after midnight"


def test_words_that_say_something_of_their_cause_are_no_repetition() -> None:
    care_words, confirmed = (ENGLISH.messages[code] for code in ("aftercare_day_1", "appointment_confirmed"))
    assert can_repeat(care(1), care_words)
    assert can_repeat(replace(care(1), appointment_id=UUID(int=9), facts={VISIT: "session"}), care_words)
    assert not can_repeat(replace(care(1), facts={"when": NOON.isoformat()}), care_words)
    assert not can_repeat(care(1), confirmed), "they say when"
    reminder = replace(care(1), template=template("appointment_reminder"))
    assert not can_repeat(reminder, care_words), "its link is its own"


def test_how_to_prepare_is_said_once_for_two_sessions_of_one_day() -> None:
    starts_at = NOON + timedelta(days=7)
    morning = replace(care(2, NOON), anchor=Anchor(NOON, starts_at))
    assert repeats(morning, [Likeness(UUID(int=1), Status.SENT, starts_at)], now=NOON, zone=LISBON) is not None
    assert repeats(morning, [Likeness(UUID(int=1), Status.SENT, NOON)], now=NOON, zone=LISBON) is None
