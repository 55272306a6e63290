"""Rules as data: refused by path when they could not decide safely, or say something that nobody reads."""

from typing import Any

import pytest

from chassis.reference.kinds import Needed
from services.screening.app import service
from tests.unit.screening.factories import CURRENT, RULES, changed, problems_in, shipped
from tests.unit.screening.factories import with_rule as rule


def test_the_shipped_versions_have_no_problems() -> None:
    reference = service.reference
    companions = {Needed("rule-sets", CURRENT): RULES}
    for name in (f"rule-sets/{CURRENT}", f"translations/{CURRENT}"):
        version = shipped(name)
        assert reference.check(reference.kind_named(version.kind), version.content, companions) == []


@pytest.mark.parametrize(
    ("document", "path", "says"),
    [
        (rule("R33", anesthetic_allowed=False), "rules.R33.anesthetic_allowed", "Nothing reads this key"),
        (
            rule("R52", when={"fact": "skin_type", "in": ["5", "6"]}),
            "rules.R52.when.NumberTest.in.0",
            "valid integer",
        ),
        (rule("R01", when={"fact": "shoe_size", "above": 40}), "rules.R01.when", "not a condition"),
        (rule("R01", when={"all": []}), "rules.R01.when.AllOf.all", "at least 1"),
        (
            rule("R01", when={"fact": "age", "below": 18, "above": 3}),
            "rules.R01.when.NumberTest",
            "exactly one test",
        ),
        (
            rule("R63", wait={"after": "vaccine_on", "span": {"fortnights": 1}}),
            "rules.R63.wait.span.fortnights",
            "",
        ),
        (rule("R63", wait={"after": "vaccine_on", "span": {}}), "rules.R63.wait.span", "give a length"),
        (
            rule("R63", wait={"after": "vaccine_on", "span": {"weeks": "2"}}),
            "rules.R63.wait.span.weeks",
            "valid integer",
        ),
        (rule("R01", outcome="refused"), "rules.R01.outcome", "Input should be"),
        (rule("R39", scope={"modalities": ["laser"]}), "rules.R39.scope.modalities.0", "Input should be"),
        (rule("R01", sources=[]), "rules.R01.sources", "at least 1"),
        (changed({"policies": {"clearance_days": {"value": "183"}}}), "policies.clearance_days.value", "valid integer"),
        (changed({"depth_limits": {"D01": {"max_mm": "deep"}}}), "depth_limits.D01.max_mm", "decimal"),
    ],
)
def test_what_nobody_reads_or_cannot_be_read_is_refused_by_path(document: Any, path: Any, says: Any) -> None:
    found = problems_in(document)
    assert path in found
    assert says in found[path]


@pytest.mark.parametrize(
    ("document", "path", "says"),
    [
        (rule("R01", when={"yes": "shoe_size"}), "rules.R01.when", "Nobody asks shoe_size"),
        (rule("R80", when={"yes": "keloid"}), "rules.R80.when", "Nobody asks keloid"),
        (rule("R80", when={"fact": "age", "below": 9}), "rules.R80.when", "age is not known at this stage"),
        (
            rule("R01", when={"fact": "has_conditions", "is": True}),
            "rules.R01.when",
            "would send everybody to review",
        ),
        (rule("R07", scope={"labels": ["a-device-nobody-listed"]}), "rules.R07.scope.labels", "not a known label"),
        (rule("R45", when={"fact": "area", "in": ["elbow"]}), "rules.R45.when", "elbow is not a known area"),
        (rule("R54", when={"fact": "concern", "in": ["love"]}), "rules.R54.when", "love is not a known concern"),
        (rule("R52", when={"fact": "skin_type", "in": [5, 7]}), "rules.R52.when", "7 is not a known skin type"),
        (changed({"depth_limits": {"D05": {"areas": ["nek"]}}}), "depth_limits.D05.areas", "nek is not a known area"),
        (changed({"excluded_areas": {"areas": ["ear"]}}), "excluded_areas.areas", "ear is not a known area"),
        (rule("R16", condition="garlic"), "rules.R16.condition", "no condition garlic"),
        (changed({"conditions": {"garlic": "Eat garlic."}}), "conditions.garlic", "No rule has this condition"),
        (rule("R16", condition=None), "rules.R16.condition", "which condition"),
        (rule("R01", outcome="cleared"), "rules.R01.outcome", "no effect"),
        (rule("R08", overridable=True), "rules.R08.overridable", "leave this out"),
        (rule("R63", outcome="declined"), "rules.R63.outcome", "has to be deferred"),
        (rule("R63", wait={"after": "keloid", "span": {"weeks": 2}}), "rules.R63.wait.after", "not a day"),
        (
            rule("R28", until={"after": "birthday", "span": {"months": 6}}),
            "rules.R28.until.after",
            "Nobody asks birthday",
        ),
        (rule("R80", scope={"labels": ["skinpen"]}), "rules.R80.scope", "cannot depend on the device"),
        (rule("R04", precaution=True), "rules.R04.precaution", "holds for every device anyway"),
        (changed({"depth_limits": {"D01": {"areas": ["face"]}}}), "depth_limits", "No limit holds for every device"),
        (
            changed({"labels": {"exceed": {"models": ["skinpen"]}}}),
            "labels.exceed.models",
            "Another label covers skinpen",
        ),
        (
            changed(
                {"questions": {"consult": {"star_sign": {"place": 5, "kind": "yes_no", "text": "Are you a Leo?"}}}}
            ),
            "questions.consult.star_sign",
            "No rule reads the answer",
        ),
        (
            changed({"questions": {"consult": {"keloid": {"place": 10}}}}),
            "questions.consult.keloid.place",
            "has this place",
        ),
    ],
)
def test_rules_that_do_not_hang_together_are_refused_by_path(document: Any, path: Any, says: Any) -> None:
    found = problems_in(document)
    assert path in found, found
    assert says in found[path]


@pytest.mark.parametrize(
    "document",
    [
        rule("R01", when={"all": [{"fact": "age", "below": 18}, {"fact": "age", "above": 60}]}),
        rule("R01", when={"all": [{"fact": "suitable", "is": True}, {"fact": "suitable", "is": False}]}),
        rule("R01", when={"all": [{"yes": "keloid"}, {"not": {"yes": "keloid"}}]}),
        rule("R01", when={"yes": "pacemaker"}, scope={"labels": ["skinpen"], "modalities": ["rf"]}),
        rule(
            "R01",
            when={"not": {"yes": "vaccine_on"}},
            wait={"after": "vaccine_on", "span": {"weeks": 2}},
            until=None,
            outcome="deferred",
        ),
    ],
)
def test_a_rule_that_can_never_hold_is_refused(document: Any) -> None:
    assert problems_in(document) == {"rules.R01": "No patient, plan and device can make this rule hold: correct it."}


def test_a_rule_that_nobody_can_survey_is_refused() -> None:
    codes = ("keloid", "cold_sores", "pacemaker", "epilepsy", "nsaids", "any_cancer", "tattoo_in_area", "scleroderma")
    parts = [{"yes": code} for code in codes]
    facts = [{"fact": "area", "in": ["face"]}, {"fact": "concern", "in": ["texture"]}]
    document = rule("R01", when={"all": [*parts, *facts, {"fact": "skin_type", "in": [1]}]})
    assert "split it" in problems_in(document)["rules.R01.when"]


def test_a_device_with_which_nobody_could_be_cleared_is_refused() -> None:
    document = rule("R02", when={"fact": "age", "above": 1}, scope={"labels": ["exceed"]})
    assert problems_in(document) == {"labels.exceed": "Not even a healthy adult could be cleared with this device."}


def test_a_day_that_could_never_be_cleared_is_refused() -> None:
    document = rule("R80", when={"not": {"yes": "sunburn"}})
    assert problems_in(document) == {"rules": "Not even a day on which every answer is no would be cleared."}


def test_a_set_that_can_decline_nobody_on_the_day_is_refused() -> None:
    assert "No day_of rule has the outcome declined" in problems_in(rule("R82", outcome="review"))["rules"]


@pytest.mark.parametrize("weaker", [{"outcome": "deferred"}, {"scope": {"modalities": ["rf"]}}])
def test_a_set_that_would_judge_words_that_it_does_not_list_is_refused(weaker: Any) -> None:
    assert "unknown area or concern" in problems_in(rule("R88", **weaker))["rules"]
