"""How a reported reaction is graded."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.screening.domain.reaction_reports import Cause, Findings, findings_of, grade, serious_from
from services.screening.domain.reaction_rules import Grade, ReactionRules, reaction_rule_problems
from services.screening.domain.suspensions import CHAIN_WIDE, Contact, line_of

PUBLISHED = Path("services/screening/reference/reaction-rules/2026-11.json")
RULES = ReactionRules.model_validate_json(json.dumps(json.loads(PUBLISHED.read_text())["content"]))
TODAY = date(2026, 11, 26)
TRANSIENT = [code for code, sign in RULES.signs.items() if sign.grade is Grade.TRANSIENT]
SERIOUS = [code for code, sign in RULES.signs.items() if sign.grade is Grade.SERIOUS]


def found(*signs: str, days_ago: int | None = 1, ended_days_ago: int | None = None) -> Findings:
    began = None if days_ago is None else TODAY - timedelta(days=days_ago)
    ended = None if ended_days_ago is None else TODAY - timedelta(days=ended_days_ago)
    return Findings(signs, ("face",), began, ended)


@pytest.mark.parametrize("sign", ["redness", "swelling", "bruising"])
@pytest.mark.parametrize("days", [0, 1, 7])
def test_redness_swelling_and_bruising_are_transient_for_seven_days(sign: str, days: int) -> None:
    assert grade(found(sign, days_ago=days), RULES, TODAY).grade is Grade.TRANSIENT


@pytest.mark.parametrize("sign", ["redness", "swelling", "bruising"])
def test_what_lasts_an_eighth_day_is_serious(sign: str) -> None:
    graded = grade(found(sign, days_ago=8), RULES, TODAY)
    assert graded.grade is Grade.SERIOUS
    assert graded.reasons[0].cause is Cause.LASTS


def test_what_was_over_within_seven_days_stays_transient_however_late_it_is_reported() -> None:
    assert grade(found("bruising", days_ago=30, ended_days_ago=25), RULES, TODAY).grade is Grade.TRANSIENT
    assert grade(found("bruising", days_ago=30, ended_days_ago=22), RULES, TODAY).grade is Grade.SERIOUS


@pytest.mark.parametrize(
    "sign", ["infection", "tram_track_scar", "granuloma", "hyperpigmentation", "rf_burn", "not_sure"]
)
def test_a_serious_sign_is_serious_from_the_first_day(sign: str) -> None:
    assert grade(found(sign, days_ago=0), RULES, TODAY).grade is Grade.SERIOUS


def test_a_mild_sign_does_not_hide_a_serious_one() -> None:
    graded = grade(found("redness", "rf_burn"), RULES, TODAY)
    assert [(reason.sign, reason.grade) for reason in graded.reasons] == [
        ("rf_burn", Grade.SERIOUS),
        ("redness", Grade.TRANSIENT),
    ]


def test_what_nobody_knows_is_serious() -> None:
    assert grade(found("redness", days_ago=None), RULES, TODAY).reasons[0].cause is Cause.NO_BEGINNING
    assert grade(found("itching"), RULES, TODAY).reasons[0].cause is Cause.UNKNOWN_SIGN
    assert grade(found("redness"), None, TODAY).reasons[0].cause is Cause.NO_RULES
    assert grade(Findings((), (), TODAY), RULES, TODAY).grade is Grade.SERIOUS


@given(st.lists(st.sampled_from(TRANSIENT), unique=True, min_size=1), st.integers(0, 20), st.sampled_from(SERIOUS))
def test_one_more_serious_sign_never_makes_it_milder(signs: list[str], days: int, more: str) -> None:
    assert grade(found(*signs, more, days_ago=days), RULES, TODAY).grade is Grade.SERIOUS


@given(st.lists(st.sampled_from([*TRANSIENT, *SERIOUS]), unique=True, min_size=1), st.integers(0, 20))
def test_not_knowing_the_beginning_never_makes_it_milder(signs: list[str], days: int) -> None:
    known = grade(found(*signs, days_ago=days), RULES, TODAY).grade
    unknown = grade(found(*signs, days_ago=None), RULES, TODAY).grade
    assert unknown is Grade.SERIOUS or known is Grade.TRANSIENT


def test_it_becomes_serious_on_the_day_after_the_last_transient_one() -> None:
    findings = found("redness", days_ago=0)
    day = serious_from(findings, RULES)
    assert day == TODAY + timedelta(days=8)
    assert grade(findings, RULES, day).grade is Grade.SERIOUS
    assert grade(findings, RULES, day - timedelta(days=1)).grade is Grade.TRANSIENT
    assert serious_from(found("redness", ended_days_ago=0), RULES) is None


def test_findings_are_kept_as_they_were() -> None:
    findings = Findings(("redness",), ("face", "neck"), TODAY, None, "since the evening")
    assert findings_of(findings.stored()) == findings


def test_every_sign_of_the_published_rules_has_a_name_in_both_languages() -> None:
    assert RULES.languages == ["en", "pt"]
    assert list(reaction_rule_problems(RULES)) == []


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("signs", "not_sure", "grade"), "transient", "signs.not_sure"),
        (("signs", "redness", "names"), {"pt": "Vermelhidão"}, "signs.redness.names"),
        (("signs",), {"not_sure": {"grade": "serious", "names": {"en": "?"}, "sources": ["policy"]}}, "signs"),
    ],
)
def test_a_mistake_is_found_before_signing(path: tuple[str, ...], value: object, where: str) -> None:
    content = json.loads(PUBLISHED.read_text())["content"]
    part = content
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    rules = ReactionRules.model_validate_json(json.dumps(content))
    assert [problem.path for problem in reaction_rule_problems(rules)] == [where]


def test_a_line_names_everybody_once_and_ends_with_the_role_for_all_clinics() -> None:
    costa, silva = Contact("Dr Costa", "costa@example.org"), Contact("Dr Silva", None)
    assert line_of([costa], [silva, costa]) == (costa, silva, CHAIN_WIDE)
    assert line_of([], []) == (CHAIN_WIDE,)
