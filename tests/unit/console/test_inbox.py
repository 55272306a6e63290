"""What the inbox says of a thread."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from needlepoint.services import load
from services.console.access import INBOX_ANSWER, INBOX_SEE, POLICY
from services.console.pages.inbox.view import REASONS, STATES, STEPS, age_of, thread_of
from services.notifications.access import TEXTS_READ, TEXTS_SETTLE
from services.notifications.domain.threads import CloseReason, ThreadState, ThreadStep

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ANA, RUI = uuid4(), uuid4()


def said(*people: UUID, **changes: Any) -> dict[str, Any]:
    """A thread, as notifications answers it."""
    return {
        "id": str(uuid4()),
        "patient_id": str(people[0]) if len(people) == 1 else None,
        "people": [{"patient_id": str(each), "given_name": "Ana"} for each in people],
        "since": NOW.isoformat(),
        "due_at": NOW.isoformat(),
        "last_text_at": NOW.isoformat(),
        "assigned_to": None,
        "claimed_by": None,
        **changes,
    }


@pytest.mark.parametrize(
    ("lasts", "count", "words"),
    [
        (timedelta(seconds=-5), 0, "{count} min"),
        (timedelta(minutes=59), 59, "{count} min"),
        (timedelta(minutes=60), 1, "{count} h"),
        (timedelta(hours=47, minutes=59), 47, "{count} h"),
        (timedelta(days=2), 2, "{count} {count:day|days}"),
    ],
)
def test_how_long_somebody_waits_is_said_in_a_unit_that_is_read_at_a_glance(
    lasts: timedelta, count: int, words: str
) -> None:
    age = age_of(NOW - lasts, NOW)
    assert (age.count, age.words) == (count, words)


def test_who_wrote_is_called_by_the_name_that_booking_tells_and_else_by_the_given_name() -> None:
    assert thread_of(said(ANA), {str(ANA): "Ana Reis"}, "rita", NOW).who == ["Ana Reis"]
    assert thread_of(said(ANA), {}, "rita", NOW).who == ["Ana"]
    assert thread_of(said(), {}, "rita", NOW).who == []


def test_a_thread_of_several_people_is_shared_and_one_of_nobodys_is_not() -> None:
    assert thread_of(said(ANA, RUI), {}, "rita", NOW).shared
    assert not thread_of(said(), {}, "rita", NOW).shared


def test_whoever_has_taken_a_thread_or_claimed_its_item_works_on_it() -> None:
    assert thread_of(said(ANA, assigned_to="rita"), {}, "rita", NOW).mine
    claimed = thread_of(said(ANA, claimed_by="joana"), {}, "rita", NOW)
    assert (claimed.taken_by, claimed.mine) == ("joana", False)


def test_everything_that_notifications_says_of_a_thread_has_words() -> None:
    assert set(STATES) == set(ThreadState)
    assert set(REASONS) == set(CloseReason)
    assert set(STEPS) == set(ThreadStep)


def test_the_inbox_is_shown_to_those_who_read_texts_and_answered_by_those_who_settle_them() -> None:
    notifications = load("notifications").whole_policy
    assert set(POLICY.holders(INBOX_SEE)) == set(notifications.holders(TEXTS_READ))
    assert set(POLICY.holders(INBOX_ANSWER)) == set(notifications.holders(TEXTS_SETTLE))
