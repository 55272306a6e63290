from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.refusals import Refusal
from contracts.vocabulary import Outcome
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.domain.refusals import WrongDevice
from services.booking.care.domain.cartridges import Cartridge, Discarded, Opened, Recalled
from services.booking.care.domain.clearances import CLEARED, Clearance
from services.booking.care.domain.refusals import (
    AnaestheticNotAllowed,
    AreaNotCleared,
    CartridgeAlreadyUsed,
    CartridgeRefused,
    Declined,
    Deferred,
    DepthAboveLimit,
    LotIsRecalled,
    NoClearance,
    NoDayOfClearance,
    UnderReview,
)
from services.booking.care.domain.sessions import Allowed, Override, Treatment, allow_session
from services.booking.care.domain.words import Area, DiscardCause
from services.booking.people.domain.practitioners import Practitioner
from services.booking.people.domain.refusals import NotQualified
from tests.unit.booking.given import TODAY, cartridge, day_of, decision, limits, nurse, pen, treatment

PRACTITIONERS_REASON = Override("scar edge needs it", by_medical_director=False)
NOTHING = Recalled()
DIRECTORS_REASON = Override("seen by me today", by_medical_director=True)


def allow(
    done: Treatment | None = None,
    clearances: Sequence[Clearance] | None = None,
    practitioner: Practitioner | None = None,
    device: Device | None = None,
    recalled: Recalled = NOTHING,
    override: Override | None = None,
    today: date = TODAY,
    substitute: str | None = None,
) -> Allowed:
    return allow_session(
        done or treatment(),
        clearances=[decision(), day_of()] if clearances is None else clearances,
        practitioner=practitioner or nurse(),
        device=device or pen(),
        recalled=recalled,
        today=today,
        override=override,
        substitute=substitute,
    )


def test_a_session_within_everything_that_was_cleared_is_allowed() -> None:
    assert allow().overridden == ()


@pytest.mark.parametrize(
    ("clearances", "refusal"),
    [
        ([], NoClearance),
        ([decision()], NoDayOfClearance),
        ([decision(), day_of(decided_on=TODAY - timedelta(days=1))], NoDayOfClearance),
        ([decision(), day_of(outcome=Outcome.REVIEW)], NoDayOfClearance),
        ([decision(), day_of(outcome=Outcome.DECLINED)], Declined),
        ([decision(outcome=Outcome.DECLINED), day_of()], Declined),
        ([decision(outcome=Outcome.REVIEW), day_of()], UnderReview),
        ([decision(outcome=Outcome.DEFERRED), day_of()], Deferred),
        ([decision(eligible_from=TODAY + timedelta(days=1)), day_of()], Deferred),
        ([decision(valid_until=TODAY - timedelta(days=1)), day_of()], NoClearance),
    ],
)
def test_without_a_clearance_that_holds_today_nothing_is_recorded(
    clearances: list[Clearance], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        allow(clearances=clearances)
    with pytest.raises(refusal):
        allow(clearances=clearances, override=PRACTITIONERS_REASON)


def test_a_medical_director_may_answer_for_a_missing_clearance() -> None:
    allowed = allow(clearances=[decision(valid_until=TODAY - timedelta(days=1))], override=DIRECTORS_REASON)
    assert [type(refusal) for refusal in allowed.overridden] == [NoClearance, NoDayOfClearance]


@pytest.mark.parametrize(
    "clearances",
    [
        [decision(outcome=Outcome.DECLINED), day_of()],
        [decision(), day_of(outcome=Outcome.DECLINED)],
        [],
    ],
)
def test_what_was_declined_or_never_screened_nobody_can_override(clearances: list[Clearance]) -> None:
    with pytest.raises(NoClearance):
        allow(clearances=clearances, override=DIRECTORS_REASON)


def test_depth_above_the_limit_needs_a_reason() -> None:
    deep = treatment(depth_mm=Decimal("1.75"))
    with pytest.raises(DepthAboveLimit, match=r"1\.75 mm is deeper than the 1\.5 mm"):
        allow(deep)
    assert [type(one) for one in allow(deep, override=PRACTITIONERS_REASON).overridden] == [DepthAboveLimit]


def test_the_stricter_of_both_clearances_limits_the_depth() -> None:
    strict_today = day_of(limits=limits(max_depth_mm=Decimal("1.0")))
    with pytest.raises(DepthAboveLimit, match="1 mm"):
        allow(clearances=[decision(), strict_today])


@pytest.mark.parametrize("area", [Area.NECK, Area.INSIDE_ORBITAL_RIM])
def test_another_area_than_was_screened_needs_a_reason(area: Area) -> None:
    elsewhere = treatment(area=area)
    with pytest.raises(AreaNotCleared):
        allow(elsewhere)
    assert allow(elsewhere, override=PRACTITIONERS_REASON).overridden


def test_scope_of_practice_cannot_be_overridden() -> None:
    with pytest.raises(NotQualified, match="may needle to 1 mm"):
        allow(practitioner=nurse(pen="1.0"), override=DIRECTORS_REASON)
    with pytest.raises(NotQualified, match="may not treat with a microneedling pen"):
        allow(practitioner=nurse(rf="3.0"), override=DIRECTORS_REASON)


def test_only_the_device_that_was_screened_may_be_used() -> None:
    with pytest.raises(WrongDevice, match="screened for skinpen, not for exceed"):
        allow(device=pen(model="exceed"), override=DIRECTORS_REASON)


def test_no_anaesthetic_for_whom_it_is_unsuitable() -> None:
    for clearances in (
        [decision(limits=limits(anaesthetic_allowed=False)), day_of()],
        [decision(), day_of(limits=limits(anaesthetic_allowed=False))],
    ):
        with pytest.raises(AnaestheticNotAllowed):
            allow(clearances=clearances, override=DIRECTORS_REASON)
        allow(treatment(anaesthetic_used=False), clearances=clearances)


@pytest.mark.parametrize(
    ("cartridges", "refusal"),
    [
        ([], CartridgeRefused),
        ([cartridge(), cartridge(serial="0002")], CartridgeRefused),
        ([cartridge(gtin="00812345000023")], CartridgeRefused),
        ([cartridge(expires_on=TODAY - timedelta(days=1))], CartridgeRefused),
        ([cartridge(lot="RECALLED")], LotIsRecalled),
        ([cartridge(serial="K9")], LotIsRecalled),
    ],
)
def test_a_cartridge_that_must_not_be_used_is_refused(cartridges: list[Cartridge], refusal: type[Refusal]) -> None:
    recalled = Recalled(frozenset({cartridge(lot="RECALLED").lot_key}), frozenset({(cartridge().gtin, "k9")}))
    with pytest.raises(refusal):
        allow(treatment(cartridges=Opened(cartridges)), recalled=recalled, override=DIRECTORS_REASON)


def test_a_cartridge_may_be_used_on_the_day_it_expires() -> None:
    allow(treatment(cartridges=Opened([cartridge(expires_on=TODAY)])))


def test_what_inventory_holds_instead_may_be_used_and_nothing_else() -> None:
    instead = treatment(cartridges=Opened([cartridge(gtin="00812345000023")]))
    allow(instead, substitute="00812345000023")
    with pytest.raises(CartridgeRefused, match="or for this session 04012345000016"):
        allow(instead, substitute="04012345000016")


def test_one_cartridge_is_not_two() -> None:
    with pytest.raises(CartridgeAlreadyUsed):
        allow(treatment(cartridges=Opened([cartridge(), cartridge()])), device=pen(cartridges_per_session=2))


def fell(**label: object) -> Discarded:
    return Discarded(cartridge(**{"serial": "0002"} | label), DiscardCause.DROPPED)


def test_the_one_that_fell_is_recorded_beside_the_one_that_was_used() -> None:
    allow(treatment(cartridges=Opened([cartridge()], [fell()])))


def test_what_was_thrown_away_unused_may_have_been_anything() -> None:
    old = fell(expires_on=TODAY - timedelta(days=1), lot="RECALLED", gtin="00812345000023")
    allow(treatment(cartridges=Opened([cartridge()], [old])), recalled=Recalled(frozenset({old.cartridge.lot_key})))


def test_what_fell_does_not_take_the_place_of_what_was_used() -> None:
    with pytest.raises(CartridgeRefused, match="0 were scanned as used"):
        allow(treatment(cartridges=Opened([], [fell()], "nothing else was there")))


def test_what_fell_is_not_the_one_that_was_used() -> None:
    with pytest.raises(CartridgeAlreadyUsed):
        allow(treatment(cartridges=Opened([cartridge()], [fell(serial="0001")])))


def test_another_number_than_the_device_takes_needs_a_reason() -> None:
    two = [cartridge(), cartridge(serial="0002")]
    with pytest.raises(CartridgeRefused, match="give the reason"):
        allow(treatment(cartridges=Opened(two)))
    allow(treatment(cartridges=Opened(two, why_another_number="The first became blunt on the scar.")))
    with pytest.raises(CartridgeRefused):
        allow(
            treatment(cartridges=Opened(two, why_another_number="No device, no tip.")), device=pen(cartridge_gtin=None)
        )


def test_a_roller_without_cartridges_takes_none() -> None:
    allow(treatment(cartridges=Opened([])), device=pen(cartridge_gtin=None))
    with pytest.raises(CartridgeRefused, match="takes 0 cartridges"):
        allow(device=pen(cartridge_gtin=None))


OUTCOMES = st.sampled_from(list(Outcome))
DEPTHS = st.decimals(Decimal("0.25"), Decimal("3"), places=2)


@given(OUTCOMES, OUTCOMES, DEPTHS, DEPTHS, DEPTHS, st.sampled_from([None, PRACTITIONERS_REASON, DIRECTORS_REASON]))
def test_whatever_is_allowed_was_cleared_or_answered_for(
    at_consult: Outcome, today: Outcome, depth: Decimal, limit: Decimal, permitted: Decimal, override: Override | None
) -> None:
    """The invariant of the design, over every mix of decisions, depths and reasons."""
    bound = limits(max_depth_mm=limit)
    try:
        allowed = allow(
            treatment(depth_mm=depth),
            clearances=[decision(outcome=at_consult, limits=bound), day_of(outcome=today, limits=bound)],
            practitioner=nurse(pen=str(permitted)),
            override=override,
        )
    except Refusal:
        fine = at_consult in CLEARED and today in CLEARED and depth <= limit
        assert not fine or depth > permitted
        return
    assert depth <= permitted
    assert Outcome.DECLINED not in (at_consult, today)
    if at_consult not in CLEARED or today not in CLEARED:
        assert override is DIRECTORS_REASON
    if depth > limit:
        assert override is not None
    assert bool(allowed.overridden) is not (at_consult in CLEARED and today in CLEARED and depth <= limit)


def test_a_clearance_for_an_area_that_booking_does_not_know_covers_no_other_area() -> None:
    scalp = [decision(limits=limits(area="scalp")), day_of(limits=limits(area="scalp"))]
    with pytest.raises(AreaNotCleared, match="The scalp area was screened, not the face area"):
        allow(clearances=scalp)
    assert [type(each) for each in allow(clearances=scalp, override=PRACTITIONERS_REASON).overridden] == [
        AreaNotCleared
    ]
