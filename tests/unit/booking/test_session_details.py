"""Details of a session fit what was done; no figure is judged but by the clearance."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from contracts.vocabulary import Modality
from services.booking.care.domain.session_details import (
    CreamTimes,
    InfusionUnreasoned,
    NotRadiofrequency,
    Product,
    ProductExpired,
    ZoneTooDeep,
    require_cream_in_order,
    require_depths,
    require_products,
    require_radiofrequency,
)
from services.booking.care.domain.words import ProductUse

NEEDLED = datetime(2027, 3, 2, 11, tzinfo=UTC)
TODAY = NEEDLED.date()
HOUR = timedelta(hours=1)


def test_no_zone_is_deeper_than_what_limits_are_compared_with() -> None:
    require_depths([Decimal("0.5"), Decimal("1.5")], Decimal("1.50"))
    with pytest.raises(ZoneTooDeep, match="depth_mm is the deepest"):
        require_depths([Decimal("0.5"), Decimal("1.75")], Decimal("1.5"))


@pytest.mark.parametrize("modality", [Modality.PEN, Modality.ROLLER])
def test_only_radiofrequency_has_energy(modality: Modality) -> None:
    require_radiofrequency(Modality.RF, energised=True)
    require_radiofrequency(modality, energised=False)
    with pytest.raises(NotRadiofrequency):
        require_radiofrequency(modality, energised=True)


def cream(on: datetime, off: datetime | None, *, used: bool = True, same_day: bool = True) -> None:
    require_cream_in_order(on, off, NEEDLED, used=used, same_day=same_day)


def test_cream_goes_on_comes_off_and_then_it_is_needled() -> None:
    cream(NEEDLED - HOUR, NEEDLED - HOUR / 2)
    cream(NEEDLED - HOUR, None)
    for on, off in ((NEEDLED - HOUR, NEEDLED - 2 * HOUR), (NEEDLED - HOUR, NEEDLED + HOUR), (NEEDLED + HOUR, None)):
        with pytest.raises(CreamTimes, match="goes on first"):
            cream(on, off)


def test_cream_is_of_this_session() -> None:
    with pytest.raises(CreamTimes, match="another day"):
        cream(NEEDLED - HOUR, None, same_day=False)
    with pytest.raises(CreamTimes, match="no anaesthetic was used"):
        cream(NEEDLED - HOUR, None, used=False)


def serum(use: ProductUse = ProductUse.APPLIED, expires_on: date | None = None, reason: str | None = None) -> Product:
    return Product("vitamin C", use, expires_on, reason)


def test_a_product_is_in_date_on_its_last_day_and_an_infused_one_has_a_reason() -> None:
    require_products([serum(expires_on=TODAY), serum(ProductUse.INFUSED, reason="asked for, and warned")], TODAY)
    with pytest.raises(ProductExpired, match="vitamin C expired on Monday, 1 March 2027"):
        require_products([serum(expires_on=TODAY - timedelta(days=1))], TODAY)
    with pytest.raises(InfusionUnreasoned):
        require_products([serum(ProductUse.INFUSED)], TODAY)
