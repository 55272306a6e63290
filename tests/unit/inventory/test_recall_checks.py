"""What a recall notice is about, and which lot a mistyped one was meant to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.inventory.domain.notices import Notice, read_codes
from services.inventory.domain.recall_checks import Chain, Finding, NoticeDoubt, Verdict, examine, nearest
from services.inventory.domain.refusals import NoticeUnreadable

PEN, ROLLER, BOX = "09506000134352", "00614141007349", "10614141007346"
OTHERS = "00012345678905"
CHAIN = Chain(
    products={PEN: "Pen cartridge, 12 needles", ROLLER: "Roller head 540"},
    packages={BOX: ROLLER},
    suppliers=("Pen Supplies Lda",),
    lots=frozenset({(PEN, "NP24A"), (PEN, "np25b"), (ROLLER, "NP24A"), (ROLLER, "7")}),
)


def about(words: str, *, description: str = "", firm: str = "") -> Finding:
    return examine(Notice(words=words, description=description, firm=firm), CHAIN, CHAIN.by_writing())


@pytest.mark.parametrize(
    ("words", "lots"),
    [
        (f"Lot Numbers: NP24A, XY1; UDI-DI: {PEN}", {(PEN, "NP24A")}),
        (f"UDI (01){PEN}(10)NP24A/NP25B", {(PEN, "NP24A"), (PEN, "np25b")}),
        (f"01{PEN}1728033110NP24A", {(PEN, "NP24A")}),
        (f"GTIN {PEN[1:]}. Lots: NP24A; NP25B.", {(PEN, "NP24A"), (PEN, "np25b")}),
        (f"01{PEN}17280331 LOT#NP24A, LOT: np24a", {(PEN, "NP24A")}),
        (f"case {BOX}, lot 7", {(ROLLER, "7")}),
    ],
)
def test_lots_of_a_product_that_is_named_are_found_in_words(words: str, lots: set[tuple[str, str]]) -> None:
    assert set(about(words).lots) == lots
    assert about(words).verdict is Verdict.YOURS


def test_a_lot_is_a_whole_word() -> None:
    assert about(f"{PEN} lots NP24A1, XNP24A, NP24").verdict is Verdict.NONE


def test_the_same_lot_number_of_somebody_elses_product_is_compared_by_a_person() -> None:
    found = about("Lots NP24A, 7", description="Bone screw")
    assert (found.verdict, found.because) == (Verdict.UNCLEAR, NoticeDoubt.PRODUCT_NOT_NAMED)
    assert found.lots == ((ROLLER, "NP24A"), (PEN, "NP24A")), "a short lot is believed only of a product that is named"


@pytest.mark.parametrize(
    ("words", "description", "firm", "verdict"),
    [
        (f"{PEN}: all lots distributed before March", "", "", Verdict.UNCLEAR),
        (f"{PEN}: lots A1000-A1050", "", "", Verdict.UNCLEAR),
        (f"{PEN}: lots 1000 through 1050", "", "", Verdict.UNCLEAR),
        ("All lots", "Pen cartridge 12 needles, sterile", "", Verdict.UNCLEAR),
        ("All lots", "Bone screw", "Pen Supplies, Lda.", Verdict.UNCLEAR),
        ("All lots", "Bone screw", "Bone Makers Inc", Verdict.NONE),
        (f"UDI {OTHERS}, lots XX1", "Bone screw", "Bone Makers Inc", Verdict.NONE),
        (f"{PEN}, lots XX1, XX2", "", "", Verdict.NONE),
    ],
)
def test_what_only_a_person_can_read_is_unclear_and_never_harmless(
    words: str, description: str, firm: str, verdict: Verdict
) -> None:
    assert about(words, description=description, firm=firm).verdict is verdict


def test_a_range_beside_a_lot_that_came_is_still_a_doubt() -> None:
    found = about(f"{PEN}: NP24A, and lots 1000 through 1050")
    assert (found.verdict, found.because) == (Verdict.YOURS, NoticeDoubt.LOTS_IN_WORDS)


def test_codes_name_lots_without_doubt_and_what_never_came_is_told_apart() -> None:
    named = read_codes([f"(01){PEN}(10)NP24A", f"(01){PEN}(10)NP24B", f"(01){OTHERS}(10)Q1", f"(01){PEN}(21)S1"])
    found = examine(Notice(words="", named=named), CHAIN, CHAIN.by_writing(), frozenset({(PEN, "S1")}))
    assert (found.verdict, found.lots, found.unknown) == (Verdict.YOURS, ((PEN, "NP24A"),), ((PEN, "NP24B"),))
    assert found.serials == {(PEN, "S1")}


def test_every_code_that_cannot_be_read_is_named() -> None:
    with pytest.raises(NoticeUnreadable) as refused:
        read_codes([f"(01){PEN}(10)NP24A", "nonsense", f"(01){PEN}"])
    assert [each.field for each in refused.value.errors] == ["codes.1", "codes.2"]


def test_the_nearest_lots_are_those_that_a_typing_error_apart() -> None:
    known = {"NP24A", "NP42A", "NP24B", "QX99"}
    assert nearest("np24a", known)[0] == "NP24A"
    assert nearest("PN24A", known)[0] == "NP24A", "two that changed places are one error"
    assert nearest("ZZZZZ", known) == []


@given(st.text(alphabet="ABC123-/", min_size=3, max_size=20), st.data())
def test_a_lot_with_one_error_is_among_the_nearest(lot: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(lot) - 1))
    wrong = lot[:at] + data.draw(st.sampled_from("XYZ")) + lot[at + 1 :]
    assert lot in nearest(wrong, {lot, "QQQQQQQQQQQQQQQQQQQQ"})


@given(st.text(max_size=300))
def test_no_words_make_it_fail(words: str) -> None:
    assert about(words, description=words, firm=words).verdict in Verdict
