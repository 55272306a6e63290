"""When a carrier counts as down, how often it is tried then, and what a receipt still changes."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.channels.gates import URGENT_WAITS, Pace
from services.notifications.domain.carriers import DOWN_AFTER, CarrierState, after_silence
from services.notifications.domain.hand_overs import DeliveryState, goes_on

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def silent(times: int) -> list[CarrierState]:
    states = [CarrierState()]
    for _ in range(times):
        states.append(after_silence(states[-1], NOON, "no answer"))
    return states[1:]


def test_it_is_down_after_some_times_in_a_row_and_not_before() -> None:
    assert [each.down_since for each in silent(DOWN_AFTER)] == [*[None] * (DOWN_AFTER - 1), NOON]


def test_one_message_tries_it_after_half_a_minute_and_then_ever_more_seldom() -> None:
    probes = [each.next_probe_at for each in silent(DOWN_AFTER + 6)[DOWN_AFTER - 1 :]]
    assert [(each - NOON).total_seconds() for each in probes if each] == [30, 60, 120, 240, 300, 300, 300]


def test_an_urgent_message_that_the_pace_does_not_admit_goes_before_those_that_are_not() -> None:
    now = [0.0]
    pace = Pace(1, lambda: now[0])
    assert pace.admits(8, urgent=False) == 1
    assert pace.admits(4, urgent=True) == 0
    now[0] = 1.0
    assert (pace.admits(8, urgent=False), pace.admits(4, urgent=True)) == (0, 1)
    now[0] = 2.0
    assert pace.admits(8, urgent=False) == 1


def test_an_urgent_message_that_goes_elsewhere_does_not_keep_others_back_for_ever() -> None:
    now = [0.0]
    pace = Pace(1, lambda: now[0])
    assert (pace.admits(1, urgent=True), pace.admits(1, urgent=True)) == (1, 0)
    now[0] = 1 + URGENT_WAITS
    assert pace.admits(8, urgent=False) == 1


@given(st.lists(st.sampled_from(list(DeliveryState))))
def test_in_whatever_order_receipts_come_they_end_alike_and_what_was_delivered_has_not_failed(
    said: list[DeliveryState],
) -> None:
    ends = set()
    for order in (said, said[::-1], sorted(said)):
        state = DeliveryState.HANDING_OVER
        for each in order:
            state = each if goes_on(state, each) else state
        ends.add(state)
    assert len(ends) == 1
    if {DeliveryState.DELIVERED, DeliveryState.READ} & set(said):
        assert ends != {DeliveryState.FAILED}
