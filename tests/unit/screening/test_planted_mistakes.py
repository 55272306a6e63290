"""Mistakes planted in the shipped rules: each is named, at its path, before anybody could sign it.

They are of the kind that a reader overlooks: the data is well formed and every word is known. Misspelt words and wrong
types are in test_rule_set_checks.py.
"""

from typing import Any

import pytest

from services.screening.domain.checks import rule_set_problems
from services.screening.domain.rule_sets import RuleSet
from services.screening.reference import RULE_SETS
from tests.unit.screening.factories import RULES, SHIPPED, changed, problems_in, shipped
from tests.unit.screening.factories import with_rule as rule
from tests.unit.screening.test_overlays import with_overlay


def one_more(**members: Any) -> Any:
    """The shipped rules and one more, R200."""
    return rule("R200", **{"stage": "consult", "sources": ["policy"], "outcome": "review", **members})


def without(*codes: str) -> Any:
    """The shipped rules without some."""
    return changed({"rules": dict.fromkeys(codes)})


def a_question(code: str, **members: Any) -> Any:
    return {"consult": {code: {"place": 777, "kind": "yes_no", "text": "Is it so?", **members}}}


YES = {"yes": "keloid"}
CLEARS_NOBODY = {"not": {"yes": "keloid"}}

# the kind of mistake, the rule set with it, the path at which it is named, and what is said
PLANTED: list[tuple[str, Any, str, str]] = [
    # rules that can never hold
    (
        "it wants a person both young and old",
        rule("R01", when={"all": [{"fact": "age", "below": 18}, {"fact": "age", "above": 60}]}),
        "rules.R01",
        "can make this rule hold",
    ),
    (
        "it is about a label and about another kind of device",
        rule("R25", scope={"labels": ["skinpen"], "modalities": ["rf"]}, replaces=None),
        "rules.R25",
        "can make this rule hold",
    ),
    (
        "its wait begins on a day that its condition denies",
        rule("R63", when={"not": {"yes": "vaccine_on"}}),
        "rules.R63",
        "can make this rule hold",
    ),
    (
        "it holds only for areas that are not listed",
        rule("R45", when={"fact": "area", "outside": list(RULES.areas)}),
        "rules.R45",
        "no area and concern that are listed",
    ),
    # rules that are hidden
    (
        "it repeats another rule",
        one_more(sentence="Keloid tendency, once more.", when=YES, scope={"labels": ["skinpen"]}),
        "rules.R200",
        "R08 holds as well",
    ),
    (
        "a stricter rule always holds beside it",
        one_more(
            sentence="A suspicious mole waits.", when={"yes": "infection_now"}, unless={"elsewhere": "infection_now"}
        ),
        "rules.R200",
        "R05 holds as well",
    ),
    (
        "a narrower condition of a rule that holds anyway",
        one_more(
            sentence="Chemotherapy with keloid.",
            when={"all": [{"yes": "chemotherapy"}, {"yes": "keloid"}]},
        ),
        "rules.R200",
        "holds as well",
    ),
    (
        "a shorter wait after the same day",
        one_more(
            sentence="A vaccine within the last 1 week.",
            when={"yes": "vaccine_on"},
            outcome="deferred",
            wait={"after": "vaccine_on", "span": {"weeks": 1}},
        ),
        "rules.R200",
        "R63 holds as well",
    ),
    (
        "an age inside another age",
        one_more(sentence="Patients under 16.", when={"fact": "age", "below": 16}, outcome="declined"),
        "rules.R200",
        "R01 holds as well",
    ),
    # answers, words and limits that change nothing
    (
        "a question whose every reading is undone",
        changed(
            {
                "questions": a_question("fainting"),
                "rules": {
                    "R200": {
                        "stage": "consult",
                        "sentence": "Under 16, fainting or not.",
                        "when": {
                            "all": [
                                {"fact": "skin_type", "in": [6]},
                                {"any": [{"yes": "fainting"}, {"not": {"yes": "fainting"}}]},
                            ]
                        },
                        "outcome": "review",
                        "sources": ["policy"],
                    }
                },
            }
        ),
        "questions.consult.fainting",
        "Whatever is answered",
    ),
    (
        "a limit deeper than one that always holds",
        changed({"depth_limits": {"D05": {"max_mm": "2.6", "sentence": "RF on the neck: 2.6 mm."}}}),
        "depth_limits.D05",
        "always as shallow",
    ),
    (
        "a limit that repeats a shallower one",
        changed(
            {
                "depth_limits": {
                    "D20": {
                        "max_mm": "2.0",
                        "scope": {"labels": ["skinpen"]},
                        "areas": ["neck"],
                        "sentence": "SkinPen on the neck: 2.0 mm.",
                        "sources": ["policy"],
                    }
                }
            }
        ),
        "depth_limits.D20",
        "always as shallow",
    ),
    (
        "a limit that no needle can keep",
        changed({"depth_limits": {"D05": {"max_mm": "0.15", "sentence": "RF on the neck: 0.15 mm."}}}),
        "depth_limits.D05.max_mm",
        "No needle is so short",
    ),
    (
        "a label that nothing is about",
        changed({"labels": {"new-pen": {"name": "New Pen", "modality": "pen", "models": ["new-pen"]}}}),
        "labels.new-pen",
        "No rule and no limit",
    ),
    ("a zone that no limit is about", changed({"zones": {"temple": "The temple"}}), "zones.temple", "No limit"),
    (
        "a condition that only a refusal names",
        rule("R121", outcome="declined"),
        "conditions.pigment_care",
        "Only refusals name it",
    ),
    (
        "a refusal with a condition",
        rule("R39", condition="pigment_care"),
        "rules.R39.condition",
        "A refusal has no conditions",
    ),
    (
        "a finding that no rule looks at",
        changed({"findings": {"birthmark": "A birthmark"}}),
        "findings.birthmark",
        "No rule looks at this finding",
    ),
    (
        "a place in an answer that no rule looks at",
        changed({"questions": {"consult": {"keloid": {"details": ["places"]}}}}),
        "questions.consult.keloid.details",
        "No rule looks at places",
    ),
    # what takes a strict rule out of force
    (
        "a milder rule of a label replaces a precaution without a reason",
        rule("R22", replaces={"R21": {}}),
        "rules.R22.replaces.R21",
        "milder than R21",
    ),
    (
        "a longer wait replaced by a shorter one",
        rule(
            "R200",
            stage="consult",
            sentence="Exceed within 1 week of a tan.",
            when={"yes": "tan_on"},
            unless={"elsewhere": "tan_on"},
            scope={"labels": ["exceed"]},
            outcome="deferred",
            wait={"after": "tan_on", "span": {"weeks": 1}},
            replaces={"R50": {}},
            sources=["policy"],
        ),
        "rules.R200.replaces.R50",
        "a shorter wait",
    ),
    (
        "a yes that is bad news elsewhere switches a review off",
        rule("R08", when={"all": [YES, {"not": {"yes": "cold_sores"}}]}),
        "rules.R08.when",
        "A yes to cold_sores switches this off",
    ),
    (
        "a plain answer lifts a refusal",
        rule("R05", unless={"any": [{"elsewhere": "infection_now"}, {"yes": "antiviral_prophylaxis_on"}]}),
        "rules.R05.unless",
        "A plain answer to antiviral_prophylaxis_on would lift it",
    ),
    (
        "a no lifts a refusal",
        rule("R05", unless={"any": [{"elsewhere": "infection_now"}, {"says": "open_or_irritated_skin", "in": ["no"]}]}),
        "rules.R05.unless",
        "A plain answer to open_or_irritated_skin would lift it",
    ),
    (
        "the place of something else lifts a refusal",
        rule("R05", unless={"any": [{"elsewhere": "infection_now"}, {"elsewhere": "tattoo_in_area"}]}),
        "rules.R05.unless",
        "it is not about that",
    ),
    (
        "it is over because something else is",
        rule("R08", unless={"over": "eczema_or_psoriasis"}),
        "rules.R08.unless",
        "it is not about that",
    ),
    (
        "it is lifted as long as nobody names a place",
        rule(
            "R05",
            unless={"all": [{"not": {"elsewhere": "infection_now"}}, {"fact": "area", "in": ["hands"]}]},
        ),
        "rules.R05.unless",
        "What nobody stated would lift the rule",
    ),
    (
        "a clinic's overlay is milder than the chain's rule",
        with_overlay(
            {"when": {"yes": "chemotherapy"}, "outcome": "cleared_with_conditions", "condition": "pigment_care"}
        ),
        "rules.R900",
        "this is milder than R60",
    ),
    (
        "a clinic's limit is deeper than the chain's",
        with_overlay(limit={"max_mm": "3.0", "sentence": "No deeper than 3 mm."}),
        "depth_limits.D90.max_mm",
        "give less than",
    ),
    (
        "a clinic's clearance holds longer than the chain's",
        with_overlay(clearance_days=365),
        "overlays.north.clearance_days",
        "give fewer days",
    ),
    # waits, ages, conditions and limits that contradict each other
    (
        "the wait begins on the day of something else",
        rule("R51", wait={"after": "vaccine_on", "span": {"weeks": 2}}),
        "rules.R51.wait.after",
        "waits from that of vaccine_on",
    ),
    (
        "the wait is shorter than the sentence",
        rule("R51", wait={"after": "toxin_or_filler_on", "span": {"days": 2}}),
        "rules.R51.wait.span",
        "does not say 2 days",
    ),
    (
        "the wait has another unit than the sentence",
        rule("R28", until={"after": "isotretinoin_last_dose_on", "span": {"weeks": 6}}),
        "rules.R28.until.span",
        "does not say 6 weeks",
    ),
    (
        "the refusal ends on another birthday than the rule",
        rule("R01", until={"after": "date_of_birth", "span": {"years": 16}}),
        "rules.R01.until.span",
        "another age",
    ),
    (
        "the age differs from the sentence",
        rule("R02", when={"fact": "age", "below": 20}, until={"after": "date_of_birth", "span": {"years": 20}}),
        "rules.R02.when",
        "does not say the age 20",
    ),
    (
        "the skin types differ from the sentence",
        rule(
            "R54", when={"all": [{"fact": "concern", "in": ["fine_lines"]}, {"fact": "skin_type", "outside": [1, 2]}]}
        ),
        "rules.R54.when",
        "does not say skin type II",
    ),
    (
        "the depth differs from the sentence",
        changed({"depth_limits": {"D02": {"max_mm": "2.4"}}}),
        "depth_limits.D02.max_mm",
        "does not say 2.4 mm",
    ),
    (
        "the strength of a cream differs from its limit",
        rule(
            "R113",
            sentence="The planned cream holds more than 5 % lidocaine.",
            when={"all": [{"fact": "cream_planned", "is": True}, {"fact": "cream_percent", "above": "5"}]},
        ),
        "rules.R113.when",
        "The rule begins above 5 %, the limit is 4 %",
    ),
    (
        "the cream's limit differs from its sentence",
        changed({"anaesthetic_limits": {"strength": {"max_percent": "10"}}}),
        "anaesthetic_limits.strength.max_percent",
        "does not say 10 %",
    ),
    (
        "a policy differs from its sentence",
        changed({"policies": {"declaration_days": {"value": 365}}}),
        "policies.declaration_days.value",
        "does not say 365",
    ),
    (
        "a condition forbids the anaesthetic and the limits allow it",
        one_more(
            sentence="Epilepsy, and a cream.",
            when={"yes": "epilepsy"},
            outcome="cleared_with_conditions",
            condition="no_topical_anaesthetic",
        ),
        "rules.R200.anaesthetic_allowed",
        "leave the anaesthetic out",
    ),
    (
        "a sentence leaves the anaesthetic out and the limits allow it",
        rule("R33", anaesthetic_allowed=True),
        "rules.R33.anaesthetic_allowed",
        "leaves the anaesthetic out",
    ),
    # outcomes milder than what the sentence says
    (
        "a contraindication that is a condition",
        rule("R19", outcome="cleared_with_conditions", condition="pigment_care"),
        "rules.R19.outcome",
        "contraindicat",
    ),
    ("a refusal that is a review", rule("R05", outcome="review"), "rules.R05.outcome", "“declined”"),
    (
        "a review that is a condition",
        rule("R122", outcome="cleared_with_conditions", overridable=None),
        "rules.R122.outcome",
        "a clinician reviews",
    ),
    (
        "a wait that is a condition",
        rule("R04", outcome="cleared_with_conditions", condition="pigment_care"),
        "rules.R04.outcome",
        "wait until",
    ),
    (
        "what was not evaluated is a condition",
        rule("R10", outcome="cleared_with_conditions", condition="pigment_care"),
        "rules.R10.outcome",
        "not evaluated",
    ),
    # scopes that differ from the sentence
    (
        "a rule of RF that holds for every device",
        rule("R69", scope=None),
        "rules.R69.scope",
        "The sentence is about RF",
    ),
    (
        "a rule of pens and rollers without the rollers",
        rule("R104", scope={"modalities": ["pen"]}),
        "rules.R104.scope",
        "about pens and rollers",
    ),
    (
        "a rule of one label under another",
        rule("R57", scope={"labels": ["exceed"]}),
        "rules.R57.scope.labels",
        "The sentence names skinpen",
    ),
    # what no rule set may let through
    ("nobody looks at who was found unsuitable", without("R03"), "rules", "found unsuitable would be cleared"),
    ("minors", without("R01", "R02"), "rules", "of 17 years would be cleared"),
    (
        "minors, with the devices that no label covers",
        rule("R01", scope={"labels": ["skinpen"]}),
        "rules",
        "of 17 years would be",
    ),
    (
        "a plan that is too deep",
        changed({"rules": {"R109": None}, "conditions": {"within_depth_limit": None}}),
        "rules",
        "deeper than its limit",
    ),
    ("an area that is never needled", without("R73"), "excluded_areas.areas", "would be cleared"),
    (
        "a plan of unknown words",
        without("R88"),
        "rules",
        "unknown area or concern",
    ),
    ("conditions that were not met on the day", without("R85"), "rules", "conditions were not met would be cleared"),
    # what every rule set has to leave possible
    (
        "a rule that holds for all who are healthy",
        one_more(sentence="No keloid.", when=CLEARS_NOBODY, outcome="declined"),
        "labels.skinpen",
        "Not even a healthy adult",
    ),
    (
        "a rule that holds for all who are healthy, with devices without a label",
        one_more(
            sentence="A roller.",
            when={"fact": "modality", "in": ["roller"]},
        ),
        "rules",
        "with a roller that has no label",
    ),
    (
        "an area in which nobody could be cleared",
        one_more(sentence="The hands.", when={"fact": "area", "in": ["hands"]}),
        "areas.hands",
        "Not even a healthy adult",
    ),
    (
        "a concern for which nobody could be cleared",
        one_more(sentence="Sagging.", when={"fact": "concern", "in": ["sagging"]}),
        "concerns.sagging",
        "Not even a healthy adult",
    ),
    # places
    (
        "an area that touches another, and is not touched by it",
        changed({"places": {"lips": {"touches": ["lips"]}}}),
        "places.face.touches",
        "lips does not touch it",
    ),
    (
        "an area that does not touch itself",
        changed({"places": {"lips": {"touches": ["face"]}}}),
        "places.lips.touches",
        "An area touches itself",
    ),
]


def test_at_least_forty_kinds_are_planted() -> None:
    assert len({kind for kind, *_ in PLANTED}) == len(PLANTED) >= 40


@pytest.mark.parametrize(("kind", "document", "path", "says"), PLANTED, ids=[kind for kind, *_ in PLANTED])
def test_a_planted_mistake_is_named_at_its_path(kind: Any, document: Any, path: Any, says: Any) -> None:
    found = problems_in(document)
    assert path in found, found
    assert says in found[path], found[path]


@pytest.mark.parametrize("version", sorted(name for name in SHIPPED if name.startswith("rule-sets/")))
def test_nothing_is_found_in_what_is_shipped(version: Any) -> None:
    rule_set: RuleSet = RULE_SETS.read(shipped(version).content.document)
    assert list(rule_set_problems(rule_set)) == []
