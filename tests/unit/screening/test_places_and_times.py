"""Facts have a place and a time. What is stated can lift a rule; what is not stated never makes an outcome milder."""

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import Modality
from services.screening.domain.answers import read_answers, still_fitting
from services.screening.domain.decisions import Decision, assess, known_to
from services.screening.domain.explanations import considered
from services.screening.domain.facts import Detailed, Facts, answers_of, detailed, facts_of, flat, stored_answers
from services.screening.domain.outcomes import SEVERITY, Outcome, ScreeningStage
from services.screening.domain.plans import Finding, Plan
from services.screening.domain.questions import Detail, Question
from tests.unit.screening.factories import RULES, TODAY, codes, decided, healthy, known

CONSULT = ScreeningStage.CONSULT
DETAILED = sorted(code for code, each in RULES.asked(CONSULT).items() if each.details or each.choices)
PLACES = sorted(RULES.place_names)
DEVICES = ["skinpen", "dermapen-4", "exceed", "inmode-fractora", "some-device"]


def yes(answer: Any = True, **details: Any) -> Detailed:
    return Detailed(answer, **details)


# what is said, and where the needle goes: None where the rule is lifted
STATED = [
    ("an infection of a toenail is not one of the face", {"infection_now": yes(places=("toenails",))}, "face", None),
    ("one of the lips is", {"infection_now": yes(places=("lips",))}, "face", "R05"),
    ("one of lips and toes is", {"infection_now": yes(places=("lips", "toenails"))}, "face", "R05"),
    ("one that nobody placed is", {"infection_now": True}, "face", "R05"),
    ("one inside the body is one of every area", {"infection_now": yes(places=("inside_the_body",))}, "thighs", "R05"),
    ("a fingernail is part of the hands", {"infection_now": yes(places=("fingernails",))}, "hands", "R05"),
    ("a facelift does not delay the abdomen", {"facial_surgery_on": date(2026, 9, 1)}, "abdomen", None),
    ("but the neck", {"facial_surgery_on": date(2026, 9, 1)}, "neck", "R103"),
    ("filler in the lips", {"toxin_or_filler_on": yes(TODAY - timedelta(5), places=("lips",))}, "thighs", None),
    ("delays the face", {"toxin_or_filler_on": yes(TODAY - timedelta(5), places=("lips",))}, "face", "R51"),
    ("filler anywhere delays", {"toxin_or_filler_on": TODAY - timedelta(5)}, "thighs", "R51"),
    ("its day is not known, its place is", {"toxin_or_filler_on": yes("not_sure", places=("lips",))}, "thighs", None),
    ("a scar of two years", {"scar_under_a_year": yes(on=date(2024, 11, 1))}, "face", None),
    ("a scar of March", {"scar_under_a_year": yes(on=date(2026, 3, 1))}, "face", "R11"),
    ("a scar without a date", {"scar_under_a_year": True}, "face", "R11"),
    ("a scar elsewhere", {"scar_under_a_year": yes(places=("arms",))}, "face", None),
    ("eczema that is over", {"eczema_or_psoriasis": yes(over_since=date(2001, 1, 1))}, "face", None),
    ("eczema that will be over", {"eczema_or_psoriasis": yes(over_since=date(2027, 1, 1))}, "face", "R07"),
    ("eczema of which nobody said that it is over", {"eczema_or_psoriasis": True}, "face", "R07"),
    ("a rash on the arms", {"rash_in_area": yes(places=("arms",))}, "face", None),
    ("wax on the legs", {"waxing_on": yes(TODAY, places=("legs_or_feet",))}, "face", None),
    ("needled elsewhere", {"last_needling_on": yes(TODAY - timedelta(3), places=("abdomen",))}, "face", None),
    ("needled here", {"last_needling_on": yes(TODAY - timedelta(3), places=("cheeks",))}, "face", "R102"),
    ("needled 4 weeks ago", {"last_needling_on": TODAY - timedelta(weeks=4)}, "face", None),
    ("a man who is not asked", {"sex": "male"}, "face", None),
]


@pytest.mark.parametrize(("words", "answers", "area", "rule"), STATED)
def test_a_fact_counts_where_and_when_it_is(words: Any, answers: Any, area: Any, rule: Any) -> None:
    decision = decided(known(area=area, concern="stretch_marks", **answers))
    assert codes(decision) == ({rule} if rule else set()), words


@pytest.mark.parametrize(("device", "said", "outcome"), [
    ("skinpen", True, Outcome.DECLINED),
    ("skinpen", "steel", Outcome.DECLINED),
    ("skinpen", "nickel", Outcome.REVIEW),
    ("skinpen", Detailed(True, which=("steel", "nickel")), Outcome.DECLINED),
    ("exceed", "nickel", Outcome.REVIEW),
])  # fmt: skip
def test_a_question_about_steel_and_nickel_hides_neither(device: Any, said: Any, outcome: Any) -> None:
    assert decided(known(device, steel_or_nickel_allergy=said)).outcome is outcome


def test_what_the_practitioner_leaves_out_is_not_touched() -> None:
    tattoo: Any = {"tattoo_in_area": yes(places=("brows",))}
    assert decided(known("inmode-fractora", **tattoo)).outcome is Outcome.DECLINED
    left_out = decided(known("inmode-fractora", plan={"left_out": ("brows",)}, **tattoo))
    assert left_out.outcome is Outcome.CLEARED
    assert left_out.limits is not None
    assert "brows" in left_out.limits.excluded_areas


@pytest.mark.parametrize(
    ("code", "answer", "rule"),
    [
        ("infection_now", True, "R05"),
        ("open_or_irritated_skin", True, "R06"),
        ("metal_in_area", True, "R40"),
        ("toxin_or_filler_on", TODAY - timedelta(days=5), "R51"),
    ],
)
def test_leaving_out_a_part_does_not_lift_what_reaches_beyond_it(code: Any, answer: Any, rule: Any) -> None:
    here: Any = {code: yes(answer, places=("lips",))}
    assert rule in codes(decided(known("inmode-fractora", plan={"left_out": ("lips",)}, **here)))


def test_leaving_out_more_than_the_area_touches_the_area_all_the_same() -> None:
    filler: Any = {"toxin_or_filler_on": yes(TODAY, places=("face",))}
    for area, left_out in (("lips", "face"), ("face", "face")):
        assert "R51" in codes(decided(known(area=area, plan={"left_out": (left_out,)}, **filler)))


def test_a_lesion_that_was_found_is_left_out_and_one_elsewhere_changes_nothing() -> None:
    found = decided(known(findings=(Finding("lesion", ("nose",)),)))
    assert found.limits is not None
    assert found.limits.excluded_areas == ("inside_orbital_rim", "nose")
    assert found.conditions == ("leave_out_lesions",)
    assert decided(known(findings=(Finding("active_condition", ("arms",)),))).outcome is Outcome.CLEARED


def test_a_finding_that_the_rules_do_not_list_is_reviewed() -> None:
    assert codes(decided(known(findings=(Finding("birthmark"),)))) == {"R88"}


def test_why_a_rule_is_lifted_is_explained() -> None:
    facts = known(infection_now=yes(places=("toenails",)))
    (looked_at,) = considered(RULES, CONSULT, facts)
    assert (looked_at.code, looked_at.why_not) == (
        "R05",
        "It is said to be in a place that the plan does not touch.",
    )


plans = st.builds(
    Plan,
    st.sampled_from(sorted(RULES.concerns)),
    st.sampled_from([*RULES.areas, "scalp"]),
    st.sampled_from(Modality),
    st.sampled_from(DEVICES),
    st.decimals("0.5", "2.5", places=1),
)
days = st.dates(TODAY - timedelta(days=800), TODAY + timedelta(days=200))


def severity(facts: Facts) -> int:
    decision = assess(RULES, CONSULT, known_to(RULES, facts))
    assert isinstance(decision, Decision)
    return SEVERITY[decision.outcome]


@st.composite
def details(draw: Any, question: Question) -> Any:
    """An answer with every detail that its question asks for, and what was said of it."""
    asked = question.details
    answer = draw(days) if question.kind == "date_or_no" else True
    return Detailed(
        draw(st.sampled_from([answer, "not_sure"])),
        places=tuple(draw(st.lists(st.sampled_from(PLACES), max_size=3))) if Detail.PLACES in asked else (),
        on=draw(st.none() | days) if Detail.ON in asked else None,
        over_since=draw(st.none() | days) if Detail.OVER_SINCE in asked else None,
    )


@given(plans, st.sampled_from(DETAILED), st.data())
def test_a_place_or_a_time_never_makes_an_outcome_stricter_than_not_knowing_it(plan: Any, code: Any, data: Any) -> None:
    said = data.draw(details(RULES.asked(CONSULT)[code]))
    facts = Facts(TODAY, healthy(**{code: said}), 40, 3, True, plan)
    unplaced = dataclasses.replace(facts, answers={**facts.answers, code: flat(said)})
    assert severity(facts) <= severity(unplaced)


@given(plans, st.sampled_from(DETAILED), st.data())
def test_a_detail_that_is_taken_away_never_makes_an_outcome_milder(plan: Any, code: Any, data: Any) -> None:
    said = data.draw(details(RULES.asked(CONSULT)[code]))
    facts = Facts(TODAY, healthy(**{code: said}), 40, 3, True, plan)
    for name in ("places", "on", "over_since", "which"):
        fewer = dataclasses.replace(said, **{name: () if name in ("places", "which") else None})
        assert severity(dataclasses.replace(facts, answers={**facts.answers, code: fewer})) >= severity(facts)


@given(st.sampled_from(DETAILED), st.data())
def test_an_answer_with_details_is_kept_and_read_as_it_was_said(code: Any, data: Any) -> None:
    said = {code: data.draw(details(RULES.asked(CONSULT)[code]))}
    assert answers_of(stored_answers(said)) == said
    read, problems = read_answers(RULES, CONSULT, stored_answers(said))
    assert problems == ()
    assert detailed(read[code]) == said[code]
    assert still_fitting(RULES, CONSULT, said) == said


@given(plans, st.sampled_from(DETAILED), st.data())
def test_facts_with_places_and_times_are_kept_for_ever(plan: Any, code: Any, data: Any) -> None:
    said = data.draw(details(RULES.asked(CONSULT)[code]))
    finding = Finding("lesion", ("nose",))
    facts = known_to(RULES, Facts(TODAY, healthy(**{code: said}), 40, 3, True, plan, findings=(finding,)))
    assert facts_of(facts.stored()) == facts


@pytest.mark.parametrize(("code", "given", "path", "says"), [
    ("infection_now", {"answer": False, "places": ["lips"]}, "", "A no has no details"),
    ("infection_now", {"answer": True, "places": ["moon"]}, ".places", "Choose among"),
    ("infection_now", {"answer": True, "on": "2026-11-01"}, ".on", "does not ask"),
    ("infection_now", {"places": ["lips"]}, "", "Answer true"),
    ("keloid", {"answer": True, "places": ["lips"]}, ".places", "does not ask"),
    ("scar_under_a_year", {"answer": True, "on": "yesterday"}, ".on", "Give a day"),
    ("sex", "often", "", "Answer true"),
    ("steel_or_nickel_allergy", {"answer": True, "which": ["gold"]}, ".which", "Choose among"),
])  # fmt: skip
def test_a_detail_that_does_not_fit_is_refused_by_path(code: Any, given: Any, path: Any, says: Any) -> None:
    _, (problem,) = read_answers(RULES, CONSULT, {code: given})
    assert problem.field == f"answers.{code}{path}"
    assert says in problem.sentence
