"""What has arrived of an order, and how far it therefore is."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.inventory.domain.purchase_orders import (
    OrderLine,
    OrderStatus,
    arrived_of,
    due_day,
    merged,
    ordered_units,
    status_by,
    total_minor,
)

PEN, ROLLER = "09506000134352", "00614141007349"


def line(packages: int, units_each: int = 1, product: str = PEN, price: int | None = 250) -> OrderLine:
    gtin = product if units_each == 1 else f"{units_each:014d}"
    return OrderLine(gtin, product, "Pen", None if units_each == 1 else "box", units_each, packages, price)


LINES = st.lists(
    st.builds(
        line,
        packages=st.integers(1, 9),
        units_each=st.sampled_from([1, 10, 50]),
        product=st.sampled_from([PEN, ROLLER]),
        price=st.one_of(st.none(), st.integers(0, 10_000)),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda each: (each.gtin, each.product_gtin),
)
RECEIVED = st.dictionaries(st.sampled_from([PEN, ROLLER]), st.integers(0, 800))


@given(LINES, RECEIVED)
def test_what_arrived_is_shared_among_the_lines_of_its_product_and_nothing_is_lost(
    lines: list[OrderLine], received: dict[str, int]
) -> None:
    arrived = arrived_of(lines, received)
    for product in ordered_units(lines):
        of_product = [there for each, there in zip(lines, arrived, strict=True) if each.product_gtin == product]
        assert sum(of_product) == received.get(product, 0)
    assert all(there >= 0 for there in arrived)


@given(LINES, RECEIVED)
def test_an_order_is_received_exactly_when_no_line_waits_for_anything(
    lines: list[OrderLine], received: dict[str, int]
) -> None:
    waits = any(there < each.units for each, there in zip(lines, arrived_of(lines, received), strict=True))
    status = status_by(lines, received)
    assert (status is OrderStatus.RECEIVED) == (not waits)
    if status is OrderStatus.SENT:
        assert not any(received.get(product) for product in ordered_units(lines))


@given(LINES, LINES)
def test_adding_to_a_draft_orders_the_sum(present: list[OrderLine], more: list[OrderLine]) -> None:
    both = merged(merged([], present), more)
    assert len({each.gtin for each in both}) == len(both)
    assert sum(each.packages for each in both) == sum(each.packages for each in [*present, *more])


def test_a_total_is_known_when_every_price_is() -> None:
    assert total_minor([line(2, 10), line(1, product=ROLLER, price=95)]) == 5095
    assert total_minor([line(2), line(1, product=ROLLER, price=None)]) is None
    assert total_minor([]) is None


def test_an_order_is_due_after_the_lead_time_in_calendar_days() -> None:
    assert due_day(date(2028, 2, 27), 3) == date(2028, 3, 1)
    assert due_day(date(2028, 2, 27), None) is None
