"""How a message names what is recalled."""

from contracts.inventory.stock import NoticedLot
from services.notifications.domain.recalled_lots import in_words


def lots(*names: str, serials: tuple[str, ...] = ()) -> list[NoticedLot]:
    return [NoticedLot(lot=each, serials=serials, quarantined=0, released_reservations=0) for each in names]


def test_few_lots_stand_in_the_subject() -> None:
    assert in_words(lots("A1"), "why") == {"lot": "A1", "reason": "why"}
    assert in_words(lots("A1", serials=("7", "8")), "why") == {"lot": "A1 (7, 8)", "reason": "why"}


def test_many_are_cut_in_the_subject_and_none_is_left_out_of_the_text() -> None:
    names = [f"LOT-{number:04}" for number in range(40)]
    said = in_words(lots(*names), "why")
    assert said["lot"] == "LOT-0000, LOT-0001, LOT-0002, LOT-0003, LOT-0004, LOT-0005 +34"
    assert all(name in said["reason"] for name in names)


def test_many_numbers_of_one_lot_leave_its_name_in_the_subject() -> None:
    numbers = tuple(f"K{number:05}" for number in range(30))
    said = in_words(lots("A1", serials=numbers), "why")
    assert said["lot"] == "A1"
    assert all(number in said["reason"] for number in numbers)
