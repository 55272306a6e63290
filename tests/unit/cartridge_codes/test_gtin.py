import pytest

from cartridge_codes.gtin import gtin_14


@pytest.mark.parametrize(
    ("written", "gtin"),
    [("96385074", "00000096385074"), ("614141007349", "00614141007349"), ("09506000134352", "09506000134352")],
)
def test_a_shorter_gtin_is_the_same_product_with_zeros_before_it(written: str, gtin: str) -> None:
    assert gtin_14(written) == gtin


def test_a_wrong_check_digit_is_named() -> None:
    with pytest.raises(ValueError, match="check digit"):
        gtin_14("09506000134353")


@pytest.mark.parametrize(
    "written", ["", "00000000", "0950600013435", "0950600013435X", "٠٩٥٠٦٠٠٠١٣٤٣٥٢", " 09506000134352"]
)
def test_what_is_no_gtin_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"digits|check digit"):
        gtin_14(written)
