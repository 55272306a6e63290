"""The data itself: refused when it could not decide safely."""

import json
from datetime import date
from importlib import resources
from typing import Any

import pytest

from services.screening.domain.reader import read_rule_set
from services.screening.store.rule_sets import in_force, shipped
from tests.unit.screening.factories import RULES

FOLDER = resources.files("services.screening.domain.rule_sets") / "2026-11"


def texts() -> Any:
    return {
        name: json.loads((FOLDER / f"{name}.json").read_text("utf-8")) for name in ("rule_set", "questions", "rules")
    }


def read(data: Any) -> Any:
    return read_rule_set(*(json.dumps(data[name]) for name in ("rule_set", "questions", "rules")))


def test_the_shipped_rule_set_reads_and_its_digest_changes_with_any_word() -> None:
    data = texts()
    assert read(data).digest == RULES.digest
    data["rules"][0]["sentence"] += " Ever."
    assert read(data).digest != RULES.digest


def test_the_newest_rule_set_that_has_begun_is_in_force_and_the_first_one_before_that() -> None:
    assert in_force(date(2030, 1, 1)).version == list(shipped())[-1]
    assert in_force(date(2020, 1, 1)).version == next(iter(shipped()))


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("rules", {"when": {"yes": "shoe_size"}}, "nobody asks"),
        ("rules", {"when": {"fact": "shoe_size", "above": 40}}, "not an expression"),
        ("rules", {"when": {"all": []}}, "not an expression"),
        ("rules", {"labels": ["a-device-nobody-listed"]}, "not listed"),
        ("rules", {"sources": []}, "not cited"),
        ("rules", {"sources": [{"source": "hearsay", "grade": "Z"}]}, "not cited"),
        ("rules", {"outcome": "cleared"}, "no effect"),
        ("rules", {"outcome": "cleared_with_conditions"}, "no effect"),
        ("rules", {"wait": {"after": "vaccine_on", "weeks": 2}}, "defers nobody"),
        ("rules", {"code": "R02"}, "one code"),
    ],
)
def test_rules_that_could_not_decide_safely_are_refused(name: Any, change: Any, says: Any) -> None:
    data = texts()
    data[name][0] |= change
    with pytest.raises(ValueError, match=says):
        read(data)


def test_a_question_that_no_rule_looks_at_is_refused() -> None:
    data = texts()
    data["questions"]["consult"].append({"code": "star_sign", "kind": "yes_no", "text": "Which star sign?"})
    with pytest.raises(ValueError, match="nothing looks at"):
        read(data)


def test_rule_codes_say_nothing() -> None:
    for rule in RULES.rules.values():
        assert rule.code[0] in "RW"  # W: the words of a plan that no rule knows
        assert rule.code[1:].isdigit()
