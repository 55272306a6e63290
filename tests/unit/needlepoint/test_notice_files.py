"""`needlepoint recall check`: what a file says, what is printed, and with what the command exits."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from needlepoint.cli import app
from needlepoint.operate.notice_files import requests_of

PEN = "09506000134352"
RESULT = {"code_info": "Lot NP24A", "product_description": "Pen", "recall_number": "Z-1", "openfda": {"x": 1}}
SENT = {"code_info": "Lot NP24A", "product_description": "Pen", "recall_number": "Z-1"}


def check(file: Path, *more: str) -> Any:
    return CliRunner().invoke(app, ["recall", "check", str(file), "--token", "t", "--api", "http://127.0.0.1:1", *more])


@pytest.mark.parametrize("read", [{"meta": {}, "results": [RESULT]}, [RESULT], RESULT])
def test_an_answer_of_openfda_a_list_of_results_and_one_result_are_read(read: Any) -> None:
    assert requests_of(f"\ufeff{json.dumps(read)}") == [{"results": [SENT]}]


def test_a_long_file_is_sent_in_parts() -> None:
    parts = requests_of(json.dumps({"results": [RESULT] * 250}))
    assert [len(each["results"]) for each in parts] == [100, 100, 50]


def test_codes_stand_one_a_line() -> None:
    lines = f"(01){PEN}(10)NP24A\r\n\r\n]d201{PEN}10NP24B\x1d21X\n"
    assert requests_of(lines) == [{"codes": [f"(01){PEN}(10)NP24A", f"]d201{PEN}10NP24B\x1d21X"]}]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" \n", "empty"),
        ("{", "none at line 1"),
        ("[]", "no list of results"),
        ('{"results": [{"x": 1}]}', "Result 1 of 1 has no code_info"),
        ("[" * 100_000, "is none"),
    ],
)
def test_a_file_that_is_no_notice_says_what_to_do(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "notice.json"
    file.write_text(text, encoding="utf-8")
    result = check(file)
    assert result.exit_code == 1
    assert words in result.output


def answer(verdict: str, **more: Any) -> dict[str, Any]:
    lot: dict[str, Any] = {"gtin": PEN, "product": "Pen", "lot": "NP24A", "recall_id": None, "clinics": []}
    at = {"clinic": "Chiado", "on_shelf": 4, "quarantine": 0, "in_transit": 0, "used": 1, "gone": 0}
    notice: dict[str, Any] = {"number": "Z-1", "description": "Pen", "verdict": verdict, "because": None}
    notice |= {"serials": [], "unknown": [], "unknown_serials": []}
    lots = [lot | {"clinics": [at]}] if verdict == "yours" else []
    return {"verdict": verdict, "checked": 1, "notices": [notice | {"lots": lots} | more]}


@pytest.mark.parametrize(
    ("found", "code", "words"),
    [
        (answer("none"), 0, "None of yours: 1 checked."),
        (answer("yours"), 3, "Pen\tNP24A\t\tno\tChiado\t4\t0\t0\t1\t0"),
        (answer("unclear", because="lots_in_words"), 4, "compare every box"),
        (answer("none", unknown=[{"gtin": PEN, "lot": "N1", "nearest": ["N2"]}]), 0, "Nearest: N2."),
    ],
)
def test_it_prints_which_and_exits_by_the_verdict(
    found: Any, code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "codes.txt"
    file.write_text(f"(01){PEN}(10)NP24A", encoding="utf-8")
    monkeypatch.setattr("needlepoint.operate.recall.ask", lambda *_: found)
    result = check(file)
    assert words in result.output
    assert result.exit_code == code
    assert json.loads(check(file, "--json").output)["verdict"] == found["verdict"]


def test_the_gravest_of_several_parts_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "notices.json"
    file.write_text(json.dumps({"results": [RESULT] * 201}), encoding="utf-8")
    answers = iter([answer("none"), answer("unclear"), answer("yours")])
    monkeypatch.setattr("needlepoint.operate.recall.ask", lambda *_: next(answers))
    assert check(file).exit_code == 3


def test_it_needs_a_token(tmp_path: Path) -> None:
    file = tmp_path / "codes.txt"
    file.write_text("x", encoding="utf-8")
    assert CliRunner().invoke(app, ["recall", "check", str(file)]).exit_code == 2
