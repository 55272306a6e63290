"""The hazard log names nothing that does not exist: no rule, no limit, no file and no test."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.screening.factories import RULES

LOG = Path("docs/hazards.md").read_text(encoding="utf-8")
HAZARDS = dict(re.findall(r"^## (H\d\d)\. [^\n]+\n(.*?)(?=^## |\Z)", LOG, re.M | re.S))
FIELDS = ("Situation", "Severity", "Control", "Test", "Left")


def test_every_hazard_has_a_number_of_its_own() -> None:
    assert list(HAZARDS) == [f"H{number:02}" for number in range(1, len(HAZARDS) + 1)]
    assert len(HAZARDS) >= 20


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_has_a_severity_a_control_and_a_test_that_exists(hazard: Any) -> None:
    body = HAZARDS[hazard]
    assert tuple(re.findall(r"^- \*\*(\w+)\*\*:", body, re.M)) == FIELDS
    assert re.search(r"\*\*Severity\*\*: (minor|serious|critical)$", body, re.M)
    tests = re.findall(r"^  - `(tests/[\w/.]+)::(\w+)`$", body, re.M)
    assert tests
    for file, name in tests:
        assert re.search(rf"^(async )?def {name}\(", Path(file).read_text(encoding="utf-8"), re.M), f"{file}::{name}"


def test_every_rule_limit_and_file_that_is_named_exists() -> None:
    assert set(re.findall(r"\bR\d+\b", LOG)) <= set(RULES.rules)
    assert set(re.findall(r"\bD\d+\b", LOG)) <= set(RULES.depth_limits)
    assert [file for file in re.findall(r"\b(?:services|chassis)/[\w/]+\.py", LOG) if not Path(file).is_file()] == []
    assert set(re.findall(r"`(\w+_days)`", LOG)) <= set(type(RULES.policies).model_fields)


def test_every_rule_controls_a_hazard() -> None:
    assert sorted(set(RULES.rules) - set(re.findall(r"\bR\d+\b", LOG))) == []
