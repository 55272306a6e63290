"""What ``needlepoint recall start`` sends, from what the check of a notice answered."""

from typing import Any

import pytest

from needlepoint.operate.recall_start import bodies_of, in_words, who

PEN = "09506000134352"
OTHER = "00614141007349"


def notice(**said: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {"lots": [], "serials": [], "unknown": [], "unknown_serials": []}
    return {"verdict": "yours", "number": "Z-1-2027", "reason": "Seals may leak."} | nothing | said


def lot(name: str, gtin: str = PEN, recall_id: str | None = None) -> dict[str, Any]:
    at = {"clinic_id": "1", "clinic": "Chiado", "on_shelf": 4, "used": 2}
    return {"gtin": gtin, "lot": name, "recall_id": recall_id, "clinics": [at]}


def number(serial: str, recall_id: str | None = None, lot: str = "L", place: str = "on_hand") -> dict[str, Any]:
    where = {"clinic_id": "1", "clinic": "Chiado", "place": place}
    return {"gtin": PEN, "serial": serial, "lot": lot, "recall_id": recall_id, **where}


def sent(*notices: dict[str, Any], **said: Any) -> list[dict[str, Any]]:
    return bodies_of(notices, **({"reason": None, "number": None} | said))


def test_each_product_of_a_notice_is_recalled_with_its_lots_and_numbers() -> None:
    [one, other] = sent(notice(lots=[lot("A"), lot("B"), lot("C", OTHER)], serials=[number("K1"), number("K2")]))
    assert (one["gtin"], one["lots"]) == (OTHER, ["C"])
    assert (other["gtin"], other["lots"]) == (PEN, ["A", "B"])
    assert other["parts"] == [{"lot": "L", "serials": ["K1", "K2"]}]
    assert (other["number"], other["reason"]) == ("Z-1-2027", "Seals may leak.")


def test_what_is_recalled_already_is_left_out() -> None:
    assert sent(notice(lots=[lot("A", recall_id="r")], serials=[number("K1", recall_id="r")])) == []


def test_a_notice_that_concerns_nobody_recalls_nothing() -> None:
    assert sent(notice(verdict="none")) == []


def test_what_only_a_person_can_read_is_not_recalled() -> None:
    with pytest.raises(ValueError, match="compare it with the boxes"):
        sent(notice(verdict="unclear", lots=[lot("A")]))


def test_a_lot_that_never_came_is_asked_about_with_the_nearest() -> None:
    strange = notice(unknown=[{"gtin": PEN, "lot": "NP42A", "nearest": ["NP24A"]}])
    with pytest.raises(ValueError, match=r"Nearest: NP24A\..*--confirmed NP42A"):
        sent(strange)
    [body] = sent(strange, confirmed=["NP42A"])
    assert (body["lots"], body["confirmed"]) == (["NP42A"], ["NP42A"])


def test_so_is_a_number_and_one_without_its_lot_is_never_recalled() -> None:
    strange = {"gtin": PEN, "lot": "L", "serial": "K9", "nearest": []}
    with pytest.raises(ValueError, match="--confirmed K9"):
        sent(notice(unknown_serials=[strange]))
    [body] = sent(notice(unknown_serials=[strange]), confirmed=["K9"])
    assert (body["parts"], body["confirmed_serials"]) == ([{"lot": "L", "serials": ["K9"]}], ["K9"])
    with pytest.raises(ValueError, match="must say its lot"):
        sent(notice(unknown_serials=[strange | {"lot": None}]), confirmed=["K9"])


def test_a_reason_is_needed_and_is_cut_to_what_the_api_takes() -> None:
    with pytest.raises(ValueError, match="--reason"):
        sent(notice(reason="", lots=[lot("A")]))
    [body] = sent(notice(reason="x" * 900, lots=[lot("A")]))
    assert len(body["reason"]) == 500


def test_it_says_what_leaves_which_shelf_and_who_is_told() -> None:
    about = notice(lots=[lot("A")], serials=[number("K1")])
    [body] = sent(about)
    lines = in_words(body, [about])
    assert lines[0] == f"Recall of {PEN}: A, L: only K1. Reason: Seals may leak."
    assert lines[1] == "Off the shelf: 5 at Chiado. Used on patients so far: 2."
    assert "stock contact of every clinic" in lines[2]


def test_it_counts_numbers_that_were_used_and_none_of_a_lot_that_is_recalled_whole() -> None:
    about = notice(
        lots=[lot("A")],
        serials=[number("K1", place="used"), number("K2"), number("K3", recall_id="r"), number("K4", lot="A")],
    )
    [body] = sent(about)
    assert in_words(body, [about])[1] == "Off the shelf: 5 at Chiado. Used on patients so far: 3."


def test_who_recalls_is_read_from_the_token() -> None:
    assert who("a.eyJzdWIiOiAicm9zYSJ9.c") == "rosa"
    assert who("no token") == "whoever the token is of"
