"""The board of stock: products by clinics, and cures that are offered to whom they are for."""

from typing import Any

from services.console.pages.stock.view import board_of, expiring_of, say_money, shortages_of

HERE, THERE = "0197b3c1-0000-7000-8000-000000000001", "0197b3c1-0000-7000-8000-000000000002"
PEN = "09506000134352"
CLINICS = [(HERE, "Here"), (THERE, "There")]


def row(clinic: str, name: str, free: int, **changes: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("reserved", "quarantine", "in_transit", "expiring"), 0)
    return {"clinic_id": clinic, "clinic": name, "gtin": PEN, "product": "Pen", "free": free, **counts, **changes}


def shortage(clinic: str, *spare: tuple[str, int], needed: str = "2027-03-09", **changes: Any) -> dict[str, Any]:
    transfers = [{"clinic_id": each, "clinic": "There", "spare": count} for each, count in spare]
    said = {"id": f"short-{needed}", "clinic_id": clinic, "clinic": "Here", "gtin": PEN, "product": "Pen"}
    return {**said, "cartridges": 4, "first_needed_on": needed, "transfers": transfers, **changes}


def proposal(clinic: str, packages: int = 2) -> dict[str, Any]:
    of = {"gtin": PEN, "packages": packages, "quantity": packages * 10, "supplier": "Pen Supplies", "sentence": "why"}
    return {"clinic_id": clinic, "proposals": [of]}


def everybody(_: str) -> bool:
    return True


def nobody(_: str) -> bool:
    return False


def test_the_board_has_every_clinic_as_a_column_and_says_where_nothing_ever_came() -> None:
    rows = [row(THERE, "There", 3, reserved=1), row(HERE, "Here", 5, gtin="other", product="Roller")]
    board = board_of(CLINICS, rows, [], [])
    assert [(line.product, [each and each.free for each in line.cells]) for line in board.lines] == [
        ("Pen", [None, 3]),
        ("Roller", [5, None]),
    ]
    assert [line.free for line in board.lines] == [3, 5]


def test_what_is_lacking_is_on_the_board_also_where_none_ever_came() -> None:
    board = board_of(CLINICS, [row(THERE, "There", 3)], [shortage(HERE)], [row(THERE, "There", 3)])
    here, there = board.lines[0].cells
    assert here is not None
    assert there is not None
    assert (here.lacking, here.free, there.low, here.low) == (4, 0, True, False)


def test_the_soonest_needed_comes_first_and_nobody_is_asked_for_more_than_is_lacking() -> None:
    late, soon = shortage(HERE, (THERE, 9), needed="2027-04-01"), shortage(HERE, (THERE, 3), needed="2027-03-01")
    found = shortages_of([late, soon], [], everybody, everybody)
    assert [each.said["first_needed_on"] for each in found] == ["2027-03-01", "2027-04-01"]
    assert [each.presses[0].fields["quantity"] for each in found] == [3, 4]
    assert found[0].presses[0].action == f"/c/{THERE}/stock/shortages/{soon['id']}/send", "the clinic that sends acts"


def test_a_cure_is_a_press_for_who_may_and_words_for_the_others() -> None:
    short = shortage(HERE, (THERE, 9))
    [mine] = shortages_of([short], [proposal(HERE)], everybody, everybody)
    [theirs] = shortages_of([short], [proposal(HERE)], nobody, nobody)
    assert [each.id.partition("-")[0] for each in mine.presses] == ["send", "order"]
    assert mine.presses[1].fields == {"gtin": PEN, "packages": 2}
    assert (theirs.presses, [each["clinic_id"] for each in theirs.others]) == ([], [THERE])


def test_nothing_is_ordered_that_is_not_proposed_and_nothing_sent_that_nobody_can_spare() -> None:
    [need] = shortages_of([shortage(HERE, (THERE, 0))], [proposal(HERE, packages=0)], everybody, everybody)
    assert (need.presses, need.others) == ([], [])


def test_what_expires_is_sent_to_who_saves_most_of_it() -> None:
    savings = [{"clinic_id": THERE, "clinic": "There", "saved": 3, "sentence": "3 of 6"}, {"saved": 0}]
    said = {"id": "x", "clinic_id": HERE, "expires_on": "2027-03-09", "transfers": savings}
    [need] = expiring_of([said], everybody)
    assert [(each.fields["to_clinic_id"], each.fields["quantity"], each.why) for each in need.presses] == [
        (THERE, 3, "3 of 6")
    ]
    assert expiring_of([said], nobody)[0].others == savings[:1]


def test_money_is_written_as_the_reader_writes_it() -> None:
    assert say_money(2700, "EUR", "en") == "€27.00"
    assert say_money(2700, "JPY", "en") == "JP¥2,700"
    assert say_money(None, "EUR", "en") == "–"
