"""What is proposed to be ordered: enough, never needless, and never less where more is used."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.inventory.domain.reorder_proposals import (
    USED_DAYS,
    ClinicLevel,
    Outlook,
    Verdict,
    expected_use,
    packages_for,
    sentence_of,
    sums_of,
    verdict_on,
)

NOTHING = Outlook(
    free=0,
    on_order=0,
    under_way=0,
    used=0,
    lead_days=7,
    cover_days=28,
    held_until_arrival=0,
    held=0,
    lacking=0,
)
few = st.integers(0, 300)
levels = st.none() | st.builds(ClinicLevel, point=few, quantity=st.integers(1, 300))


@st.composite
def outlooks(draw: st.DrawFn) -> Outlook:
    held = draw(few)
    return Outlook(
        free=draw(few),
        on_order=draw(few),
        under_way=draw(few),
        used=draw(few),
        lead_days=draw(st.integers(0, 90)),
        cover_days=draw(st.integers(1, 180)),
        held_until_arrival=draw(st.integers(0, held)),
        held=held,
        lacking=draw(few),
        level=draw(levels),
    )


def test_two_a_day_with_a_week_of_lead_time() -> None:
    sums = sums_of(replace(NOTHING, used=2 * USED_DAYS, free=10, on_order=4))
    assert (sums.position, sums.expected_until_arrival, sums.expected) == (14, 14, 70)
    assert (sums.point, sums.target, sums.wanted) == (14, 70, 56)
    assert sums_of(replace(NOTHING, used=2 * USED_DAYS, free=15)).wanted == 0, "above the point there is time"


def test_sessions_that_hold_their_cartridges_are_part_of_the_use() -> None:
    sums = sums_of(replace(NOTHING, used=2 * USED_DAYS, held_until_arrival=10, held=30))
    assert (sums.point, sums.target) == (4, 40)


def test_what_booked_sessions_lack_is_ordered_where_nothing_was_ever_used() -> None:
    assert sums_of(replace(NOTHING, lacking=5)).wanted == 5
    assert sums_of(replace(NOTHING, lacking=5, under_way=2, on_order=3)).wanted == 0


def test_the_clinics_own_level_is_the_least() -> None:
    level = ClinicLevel(point=4, quantity=10)
    assert sums_of(replace(NOTHING, free=4, level=level)).wanted == 10
    assert sums_of(replace(NOTHING, free=1, level=level)).wanted == 13, "up to where it would have been"
    assert sums_of(replace(NOTHING, free=5, level=level)).wanted == 0


def test_nothing_is_proposed_of_what_nobody_uses() -> None:
    assert sums_of(NOTHING).wanted == 0


def test_nothing_is_bought_for_a_clinic_that_is_closed_when_it_arrives() -> None:
    facts = {"retired": True, "supplier_known": True, "supplier_ended": False}
    assert verdict_on(1, closes=True, **facts) is Verdict.CLINIC_CLOSES
    assert verdict_on(0, closes=True, **facts) is Verdict.COVERED


@pytest.mark.parametrize(
    ("wanted", "facts", "verdict"),
    [
        (0, (True, False, True), Verdict.COVERED),
        (1, (True, True, True), Verdict.RETIRED),
        (1, (False, False, False), Verdict.SUPPLIER_UNKNOWN),
        (1, (False, True, True), Verdict.SUPPLIER_ENDED),
        (1, (False, True, False), Verdict.ORDER),
    ],
)
def test_what_cannot_be_bought_says_why(wanted: int, facts: tuple[bool, bool, bool], verdict: Verdict) -> None:
    retired, known, ended = facts
    assert verdict_on(wanted, retired=retired, supplier_known=known, supplier_ended=ended) is verdict


@pytest.mark.parametrize("verdict", Verdict)
def test_each_verdict_has_a_sentence_with_its_numbers(verdict: Verdict) -> None:
    outlook = replace(NOTHING, free=3, lacking=11)
    said = str(sentence_of(outlook, sums_of(outlook), verdict, 1, 10))
    assert said.startswith("3 free, 0 on order and 0 under way make 3")
    assert said.endswith(".")
    assert ("8 are lacking" in said) is (verdict is not Verdict.COVERED)


def test_of_what_nobody_needs_the_sentence_says_so() -> None:
    said = str(sentence_of(NOTHING, sums_of(NOTHING), Verdict.COVERED, 0, 1))
    assert said == "0 free, 0 on order and 0 under way make 0, and nothing is expected to be needed."


@given(outlooks())
def test_nothing_is_proposed_where_stock_and_orders_cover_the_need(outlook: Outlook) -> None:
    sums = sums_of(outlook)
    if sums.position >= sums.target or sums.position > sums.point:
        assert sums.wanted == 0
    else:
        assert sums.wanted > 0


@given(outlooks(), st.integers(1, 50))
def test_what_is_proposed_covers_the_need_with_less_than_a_package_too_many(outlook: Outlook, units: int) -> None:
    sums = sums_of(outlook)
    quantity = packages_for(sums.wanted, units) * units
    if sums.wanted:
        assert sums.target <= sums.position + quantity < sums.target + units
        assert sums.position + quantity + outlook.held >= expected_use(
            outlook.used, outlook.lead_days + outlook.cover_days
        )
        assert sums.position + quantity >= outlook.lacking


@given(outlooks(), st.integers(1, 50))
def test_what_is_accepted_is_not_proposed_again(outlook: Outlook, units: int) -> None:
    quantity = packages_for(sums_of(outlook).wanted, units) * units
    assert sums_of(replace(outlook, on_order=outlook.on_order + quantity)).wanted == 0


@given(outlooks(), st.integers(1, 100))
def test_more_use_never_orders_less(outlook: Outlook, more: int) -> None:
    before, after = sums_of(outlook), sums_of(replace(outlook, used=outlook.used + more))
    assert after.point >= before.point
    assert after.target >= before.target
    assert after.wanted >= before.wanted


@given(outlooks(), st.integers(1, 100))
def test_more_stock_never_orders_more(outlook: Outlook, more: int) -> None:
    assert sums_of(replace(outlook, free=outlook.free + more)).wanted <= sums_of(outlook).wanted
