"""What rule sets got wrong once, each with its siblings: words that nobody reads, mild rules, waits, dates, labels."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.screening.domain.accounts import Standing, accounts
from services.screening.domain.decisions import valid_until
from services.screening.domain.facts import Detailed
from services.screening.domain.outcomes import SEVERITY, Outcome, ScreeningStage
from services.screening.domain.questions import Kind
from services.screening.reference import RULE_SETS
from tests.unit.screening.factories import RULES, TODAY, changed, codes, decided, known, problems_in, with_rule

CONSULT = ScreeningStage.CONSULT


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (with_rule("R33", anesthetic_allowed=False), "rules.R33.anesthetic_allowed"),
        (with_rule("R52", when={"fact": "skin_type", "in": ["5", "6"]}), "rules.R52.when.NumberTest.in.0"),
        (with_rule("R29", overideable=True), "rules.R29.overideable"),
        (with_rule("R05", unles={"elsewhere": "infection_now"}), "rules.R05.unles"),
        (with_rule("R08", when={"yes": "keloids"}), "rules.R08.when"),
        (with_rule("R01", when={"fact": "age", "under": 18}), "rules.R01.when.NumberTest.under"),
        (with_rule("R73", when={"fact": "area", "in": ["inside_orbital_rims"]}), "rules.R73.when"),
        (with_rule("R54", when={"fact": "concern", "in": ["fine_line"]}), "rules.R54.when"),
        (with_rule("R39", scope={"modality": ["rf"]}), "rules.R39.scope.modality"),
        (with_rule("R07", scope={"labels": ["skin-pen"]}), "rules.R07.scope.labels"),
        (with_rule("R16", condition="antiviral_profylaxis"), "rules.R16.condition"),
        (changed({"policies": {"clearance_day": {"value": 30}}}), "policies.clearance_day"),
        (changed({"questions": {"consult": {"keloid": {"detail": ["places"]}}}}), "questions.consult.keloid.detail"),
        (changed({"depth_limits": {"D02": {"area": ["face"]}}}), "depth_limits.D02.area"),
    ],
)
def test_a_word_that_nobody_reads_is_refused_by_its_path(document: Any, path: str) -> None:
    assert any(found.startswith(path) for found in problems_in(document)), problems_in(document)


@pytest.mark.parametrize(
    ("strict", "answers"),
    [
        ("R12", {"scleroderma": True}),
        ("R08", {"keloid": True}),
        ("R41", {"immunosuppression": True}),
        ("R26", {"pregnant_or_nursing": True}),
        ("R05", {"infection_now": True}),
        ("R51", {"toxin_or_filler_on": TODAY - timedelta(days=4)}),
    ],
)
def test_a_mild_rule_for_one_device_leaves_the_strict_one_in_force(strict: str, answers: dict[str, Any]) -> None:
    (question,) = answers
    mild = {
        "stage": "consult",
        "sentence": "With Exceed this is treated under a condition.",
        "when": {"yes": question},
        "scope": {"labels": ["exceed"]},
        "outcome": "cleared_with_conditions",
        "condition": "pigment_care",
        "sources": ["clinic-pages"],
    }
    rules = RULE_SETS.read(with_rule("R99", **mild))
    before, after = decided(known("exceed", **answers)), decided(known("exceed", **answers), rules=rules)
    assert {"R99", strict} <= codes(after)
    assert (after.outcome, after.eligible_from) == (before.outcome, before.eligible_from)


@pytest.mark.parametrize("device", ["some-roller", "inmode-fractora", "dermapen-4"])
@pytest.mark.parametrize("age", [18, 20, 21])
def test_a_label_says_nothing_about_another_kind_of_device(device: str, age: int) -> None:
    assert decided(known(device, age=age)).outcome is Outcome.CLEARED
    (account,) = [each for each in accounts(RULES, CONSULT, known(device, age=age)) if each.code == "R02"]
    assert account.standing is Standing.OTHER_DEVICE
    assert decided(known("exceed", age=age)).outcome is Outcome.REVIEW


WAITS = sorted(code for code, rule in RULES.rules.items() if rule.wait and rule.stage is CONSULT)
"""The rules that hold only while a wait runs."""


@pytest.mark.parametrize("code", WAITS)
def test_every_wait_that_is_over_is_explained_with_its_end(code: str) -> None:
    wait = RULES.rules[code].wait
    assert wait is not None
    device = "inmode-fractora" if "inmode" in RULES.rules[code].scope.labels else "skinpen"
    day = TODAY - timedelta(days=1)
    while wait.span.after(day) > TODAY:
        day -= timedelta(days=1)
    dated = RULES.asked(CONSULT)[wait.after].kind is Kind.DATE_OR_NO
    answers: dict[str, Any] = {wait.after: day if dated else Detailed(True, on=day)}
    facts = known(device, **answers)
    (account,) = [each for each in accounts(RULES, CONSULT, facts) if each.code == code]
    assert account.standing is Standing.WAIT_OVER
    assert (account.over_since, str(day) in account.why) == (wait.span.after(day), True)
    assert code not in codes(decided(facts))


DAYS_AGO = TODAY - timedelta(days=4)


@pytest.mark.parametrize(
    ("answers", "outcome", "day"),
    [
        ({"keloid": True, "toxin_or_filler_on": DAYS_AGO}, Outcome.REVIEW, date(2026, 12, 1)),
        ({"keloid": True, "vaccine_on": DAYS_AGO}, Outcome.REVIEW, date(2026, 12, 1)),
        ({"immunosuppression": True, "waxing_on": DAYS_AGO}, Outcome.REVIEW, date(2026, 11, 24)),
        ({"unusual_reaction": True, "last_needling_on": DAYS_AGO}, Outcome.REVIEW, date(2026, 12, 15)),
        ({"suspicious_mole": True, "isotretinoin_last_dose_on": date(2026, 9, 1)}, Outcome.REVIEW, date(2027, 3, 1)),
        ({"keloid": True, "toxin_or_filler_on": DAYS_AGO, "vaccine_on": TODAY}, Outcome.REVIEW, date(2026, 12, 5)),
    ],
)
def test_a_review_and_a_wait_are_both_told(answers: dict[str, Any], outcome: Outcome, day: date) -> None:
    decision = decided(known("exceed", **answers))
    assert (decision.outcome, decision.eligible_from, decision.valid_until) == (outcome, day, None)


def test_a_minor_who_waits_has_the_later_day() -> None:
    decision = decided(known("exceed", age=17, isotretinoin_last_dose_on=date(2026, 11, 20)))
    assert (decision.outcome, decision.eligible_from) == (Outcome.DECLINED, date(2027, 5, 20))


@pytest.mark.parametrize("outcome", [each for each in Outcome if SEVERITY[each] >= SEVERITY[Outcome.DEFERRED]])
def test_what_does_not_clear_ends_on_no_day(outcome: Outcome) -> None:
    assert valid_until(RULES, CONSULT, outcome, TODAY, None) is None
