"""Messages to one patient that are due together leave in one order, whoever looks first."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from services.notifications.domain.deliveries import next_look
from services.notifications.domain.messages import Message
from services.notifications.domain.orders import AT_MOST, LONGEST_LOOK, Beside, waits_behind
from services.notifications.domain.timing import Anchor
from tests.unit.notifications.shipped import SHIPPED

ZONE = ZoneInfo("Europe/Lisbon")
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
BOOKED, VISIT = NOW - timedelta(hours=10), NOW + timedelta(hours=23)


def message(code: str, number: int = 1, *, starts_at: datetime = VISIT, happened_at: datetime = BOOKED) -> Message:
    anchor = Anchor(happened_at, starts_at)
    template = SHIPPED.templates[code]
    return Message(UUID(int=number), code, template, uuid4(), uuid4(), uuid4(), anchor, {}, planned_for=NOW)


def waits(one: Message, *others: Message, now: datetime = NOW) -> bool:
    beside = [Beside(each.id, each.code, each.anchor) for each in others]
    return waits_behind(one, beside, SHIPPED, ZONE, now)


@pytest.mark.parametrize("ids", list(permutations(range(1, 4))))
def test_of_any_three_one_goes_first_and_none_waits_in_a_circle(ids: tuple[int, ...]) -> None:
    codes = ("appointment_confirmed", "visit_preparation", "appointment_reminder")
    three = [message(code, id) for code, id in zip(codes, ids, strict=True)]
    left: list[str] = []
    while three:
        ready = [each for each in three if not waits(each, *(other for other in three if other is not each))]
        assert len(ready) == 1
        left.append(ready[0].code)
        three.remove(ready[0])
    assert left.index("appointment_confirmed") < left.index("appointment_reminder")


def test_what_is_urgent_waits_for_nobody() -> None:
    assert not waits(message("desk_answer", 9), message("appointment_confirmed", 1))


def test_what_is_said_together_or_again_has_an_order_of_its_own() -> None:
    form, reminder = message("day_form", 1), message("appointment_reminder", 2)
    assert not waits(reminder, form)
    assert not waits(form, reminder)
    assert not waits(message("aftercare_day_1", 2), message("aftercare_day_1", 1))


def test_what_waits_for_long_goes_whatever_is_before_it() -> None:
    reminder, confirmed = message("appointment_reminder", 2), message("appointment_confirmed", 1)
    assert waits(reminder, confirmed, now=NOW + AT_MOST - timedelta(seconds=1))
    assert not waits(reminder, confirmed, now=NOW + AT_MOST)


def test_what_waits_behind_another_one_looks_ever_more_seldom_and_at_least_each_minute() -> None:
    looks = [next_look(each, NOW, NOW + LONGEST_LOOK) for each in (0, 1, 2, 4, 5, 99)]
    assert [(each - NOW).total_seconds() for each in looks] == [2, 4, 8, 32, 60, 60]
