"""An item of a worklist: who holds it, and who may claim it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.ids import new_id
from chassis.worklist.items import ClaimedByAnother, Item, ItemClosed

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WAITING = Item(
    id=new_id(),
    kind="review_waiting",
    subject_id=new_id(),
    about={},
    clinic_id=new_id(),
    patient_id=new_id(),
    opened_at=NOW - timedelta(hours=3),
    due_at=NOW + timedelta(hours=1),
    overdue_at=None,
    claimed_by=None,
    claimed_until=None,
    closed_at=None,
    closed_why=None,
)
CLAIMED = replace(WAITING, claimed_by="dr.costa", claimed_until=NOW + timedelta(minutes=1))


def test_an_item_that_nobody_holds_is_free_for_everybody() -> None:
    WAITING.require_free_for("dr.reis", NOW)


def test_a_claimed_item_is_free_for_its_holder_only() -> None:
    CLAIMED.require_free_for("dr.costa", NOW)
    with pytest.raises(ClaimedByAnother, match=r"dr\.costa works on this"):
        CLAIMED.require_free_for("dr.reis", NOW)


def test_a_claim_that_has_lapsed_holds_nobody_back_though_no_timer_has_fired() -> None:
    later = NOW + timedelta(minutes=1)
    assert CLAIMED.holder(later) is None
    CLAIMED.require_free_for("dr.reis", later)


def test_nobody_claims_what_is_closed() -> None:
    closed = replace(CLAIMED, closed_at=NOW, closed_why="ruled")
    with pytest.raises(ItemClosed, match="ruled"):
        closed.require_free_for("dr.costa", NOW)


def test_the_age_of_an_item_stops_when_it_is_closed() -> None:
    closed = replace(WAITING, closed_at=NOW, closed_why="ruled")
    assert WAITING.age(NOW + timedelta(hours=5)) == timedelta(hours=8)
    assert closed.age(NOW + timedelta(hours=5)) == timedelta(hours=3)
