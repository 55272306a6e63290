"""What the sources say, line by line, and which rule of the shipped set says it: no line without, no rule beside."""

from typing import Any, Final

import pytest

from services.screening.domain.expressions import NumberTest
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.rules import Rule
from services.screening.domain.spans import Span
from tests.unit.screening.factories import RULES

CONSULT = ScreeningStage.CONSULT
CLEARED, CONDITIONS, DEFERRED, REVIEW, DECLINED = Outcome
GENTLE: Final = frozenset({CONDITIONS})
WAIT, LOOK, NO = frozenset({DEFERRED}), frozenset({REVIEW}), frozenset({DECLINED})

# fmt: off
LINES: tuple[tuple[str, str, frozenset[Outcome], str], ...] = (
    # who
    ("under 18", "R01", NO, "s4"),
    ("under 22 on a device labelled for 22 and older", "R02", LOOK, "fda-microneedling-devices"),
    ("found unsuitable by the practitioner", "R03", NO, "s2"),
    # the skin
    ("eczema, rosacea, a rash or another active condition in the area", "R04 R118", WAIT, "s4"),
    ("an infection of the skin or of the body", "R05 R119 R82", NO, "skinpen-label"),
    ("open or irritated skin in the area", "R06 R120 R84", WAIT, "skinpen-label"),
    ("eczema or psoriasis: not evaluated", "R07", LOOK, "skinpen-label"),
    ("a tendency to keloids", "R08", LOOK, "skinpen-label"),
    ("herpes simplex in the history: not evaluated with SkinPen", "R09", LOOK, "skinpen-label"),
    ("herpes simplex: a doctor's consent with Dermapen 4", "R17", LOOK, "dermapen-4-manual"),
    ("anticoagulants, aspirin among them", "R10", LOOK, "skinpen-label"),
    ("a scar younger than a year", "R11", LOOK, "skinpen-label"),
    ("scleroderma", "R12", LOOK, "skinpen-label"),
    ("poor healing", "R13", LOOK, "skinpen-label"),
    ("under treatment for active acne", "R14", WAIT, "s3"),
    ("oral herpes now", "R15 R83", WAIT, "jddonline"),
    ("cold sores in the history: prophylaxis, which may have begun", "R16 R100", GENTLE, "inmode-fractora-label"),
    ("skin cancer in the area", "R18", NO, "skinpen-label"),
    ("papulopustular rosacea", "R30", LOOK, "dermapen-4-manual"),
    ("acne of grade III or IV", "R31", LOOK, "dermapen-4-manual"),
    ("warts or solar keratosis", "R32", LOOK, "dermapen-4-manual"),
    ("contact dermatitis", "R59", LOOK, "skinpen-label"),
    ("a suspicious mole, declared or found", "R61 R117", LOOK, "clinic-pages"),
    # health and medicines
    ("an allergy to the steel of the needle", "R19", NO, "skinpen-label"),
    ("an allergy to steel or nickel on other devices", "R20", LOOK, "nickel-in-needles"),
    ("an allergy to the anaesthetic: against SkinPen", "R21", NO, "skinpen-label"),
    ("an allergy to the anaesthetic: Dermapen 4 drops the cream", "R22", GENTLE, "dermapen-4-manual"),
    ("a bleeding disorder: against SkinPen", "R23", NO, "skinpen-label"),
    ("haemophilia with Dermapen 4", "R24", LOOK, "dermapen-4-manual"),
    ("coagulopathy with RF", "R25", NO, "inmode-fractora-label"),
    ("pregnant or nursing", "R26", WAIT, "skinpen-label"),
    ("pregnant or nursing with Dermapen 4: a person looks", "R27", LOOK, "dermapen-4-manual"),
    ("isotretinoin now, and within 6 months", "R28 R29", WAIT, "inmode-fractora-label"),
    ("a heart abnormality", "R57", LOOK, "skinpen-label"),
    ("a collagen vascular disease such as lupus", "R58", LOOK, "skinpen-label"),
    ("chemotherapy", "R60", LOOK, "clinic-pages"),
    ("a weakened immune system, treated HIV among it", "R41", LOOK, "skinpen-label"),
    ("diabetes that is not controlled", "R42", LOOK, "skinpen-label"),
    # the anaesthetic
    ("liver disease, pseudocholinesterase deficiency, PABA or sulphonamides, methaemoglobinaemia, what causes it,"
     " anti-arrhythmics: no cream", "R33 R34 R35 R36 R37 R38", GENTLE, "dermapen-4-manual"),
    ("not above 4 % lidocaine, no large area, no wrap", "R113 R114 R115", GENTLE, "fda-lidocaine-2024"),
    # RF
    ("a pacemaker", "R39", NO, "inmode-fractora-label"),
    ("metal in the area", "R40", NO, "clinic-pages"),
    ("a thyroid disorder that is not controlled", "R43", LOOK, "inmode-fractora-label"),
    ("a tattoo or permanent make-up", "R44", NO, "inmode-fractora-label"),
    ("the lips", "R45", NO, "inmode-fractora-label"),
    ("skin type V or VI: review, depth and energy low", "R52", LOOK, "inmode-fractora-label"),
    ("hormonal virilisation", "R64", LOOK, "inmode-fractora-label"),
    ("fragile or very dry skin", "R65", LOOK, "inmode-fractora-label"),
    ("a defibrillator, neurostimulator, insulin pump or glucose monitor", "R66", NO, "inmode-label-copies"),
    ("silicone or an injected implant in the area", "R67", LOOK, "inmode-label-copies"),
    ("any cancer, now or in the past", "R68", LOOK, "inmode-label-copies"),
    ("premalignant moles", "R69", LOOK, "inmode-label-copies"),
    ("serious disease of heart, liver or kidneys; epilepsy", "R70 R71", LOOK, "inmode-label-copies"),
    ("anti-inflammatory pain killers a week before and after, at discretion", "R72", GENTLE, "inmode-fractora-label"),
    ("hair-bearing areas and brows", "R123", LOOK, "inmode-fractora-label"),
    # waits
    ("RF after facial surgery, deep peel, non-ablative device, ablative laser, tan",
     "R46 R47 R48 R49 R50", WAIT, "inmode-fractora-label"),
    ("toxin or filler", "R51", WAIT, "aad-meeting-news"),
    ("waxing, a vaccine", "R62 R63", WAIT, "clinic-pages"),
    ("sunburn, a retinoid or an acid on the day", "R80 R81", WAIT, "clinic-pages"),
    ("needled before, wherever and for whatever concern", "R102", WAIT, "s2"),
    ("pen and roller after peel, laser or surgery: no figure, a clinician decides",
     "R103 R104 R105 R106 R107 R108", LOOK, "skinpen-label"),
    # skin types of labels
    ("SkinPen on the neck: II to IV", "R53", LOOK, "fda-510k-skinpen"),
    ("Exceed: wrinkles I to III, acne scars I to IV", "R54 R55", LOOK, "fda-510k-exceed"),
    ("Rejuvapen NXT around the eyes: I to IV", "R56", LOOK, "fda-510k-rejuvapen-nxt"),
    # plan, findings and products
    ("inside the orbital rim", "R73", NO, "nct02646917"),
    ("deeper than the limit: cleared with the limit as a condition", "R109", GENTLE, "policy"),
    ("an unusual reaction before", "R101", LOOK, "chu-2021"),
    ("an infused product: a warning", "R110", GENTLE, "friedmann-2024"),
    ("an infused product needs a reason", "R111", LOOK, "soltani-arabshahi-2014"),
    ("SkinPen is not for driving topicals into the skin", "R112", LOOK, "skinpen-label"),
    ("a lesion or mole that is left out", "R116", GENTLE, "policy"),
    ("a tendency to hyperpigmentation", "R121", GENTLE, "chu-2021"),
    ("a tendency to hyperpigmentation with RF", "R122", LOOK, "chu-2021"),
    ("words of a plan or a finding that nobody lists", "R88", LOOK, "policy"),
    # contradictions and the day
    ("answers about isotretinoin, sex and pregnancy that contradict each other", "R124 R125", LOOK, "policy"),
    ("a condition that was not met on the day", "R85", WAIT, "policy"),
    ("something changed since the declaration", "R86", LOOK, "s2"),
    ("the conditions hold in the session as well", "R87", GENTLE, "policy"),
)
"""What a source says; the rules that say it; what follows from each; a source that every one of them cites."""
# fmt: on


def rules_of(line: tuple[str, str, frozenset[Outcome], str]) -> dict[str, Rule]:
    return {code: RULES.rules[code] for code in line[1].split()}


@pytest.mark.parametrize("line", LINES, ids=[line[0] for line in LINES])
def test_a_line_of_the_sources_is_said_by_its_rules(line: Any) -> None:
    for code, rule in rules_of(line).items():
        assert rule.outcome in line[2], code
        assert line[3] in rule.sources, code


def test_every_rule_is_a_line_of_the_sources() -> None:
    assert sorted(code for line in LINES for code in line[1].split()) == sorted(RULES.rules)


@pytest.mark.parametrize(
    ("rule", "span"),
    [
        ("R46", Span(years=1)),
        ("R47", Span(months=3)),
        ("R48", Span(weeks=3)),
        ("R49", Span(weeks=12)),
        ("R50", Span(weeks=2)),
        ("R51", Span(weeks=2)),
        ("R29", Span(months=6)),
        ("R62", Span(days=7)),
        ("R63", Span(weeks=2)),
        ("R102", Span(weeks=4)),
        ("R11", Span(years=1)),
    ],
)
def test_a_wait_is_as_long_as_its_source_says(rule: str, span: Span) -> None:
    wait = RULES.rules[rule].wait
    assert wait is not None
    assert wait.span == span


@pytest.mark.parametrize(
    ("limit", "millimetres", "where"),
    [
        ("D01", "2.5", ()),
        ("D02", "1.5", ("skinpen",)),
        ("D03", "1.5", ("exceed",)),
        ("D04", "0.5", ("perioral",)),
        ("D05", "1.5", ("neck",)),
        ("D06", "1.0", ("malar",)),
        ("D07", "1.5", ("forehead",)),
        ("D08", "2.0", ("nasal_side_wall",)),
    ],
)
def test_a_depth_is_as_its_source_says(limit: str, millimetres: str, where: tuple[str, ...]) -> None:
    found = RULES.depth_limits[limit]
    assert str(found.max_mm) == millimetres
    assert set(where) <= {*found.zones, *found.areas, *found.scope.labels}


def test_every_depth_limit_is_tried_above() -> None:
    assert sorted(RULES.depth_limits) == [f"D0{number}" for number in range(1, 9)]


@pytest.mark.parametrize(("rule", "test", "bound"), [("R01", "below", 18), ("R02", "below", 22)])
def test_an_age_is_as_its_source_says(rule: str, test: str, bound: int) -> None:
    (leaf,) = RULES.rules[rule].when.leaves()
    assert isinstance(leaf, NumberTest)
    assert leaf.test == (test, bound)


def test_what_no_rule_can_say_is_told_with_the_reason_and_no_figure_is_invented() -> None:
    """RF energy on dark skin: the label says low and gives no figure, and nobody records joules or pulses."""
    assert set(RULES.not_expressed) == {"rf_energy"}
    entry = RULES.not_expressed["rf_energy"]
    assert entry.sources
    assert entry.why
    assert not any(character.isdigit() for character in entry.text)
    assert RULES.rules["R52"].condition == RULES.rules["R122"].condition == "low_depth_and_energy"


@pytest.mark.parametrize(
    "question",
    ["anticoagulants", "immunosuppression", "unusual_reaction", "other_implanted_device", "methaemoglobin_risk"],
)
def test_a_question_about_several_things_names_them(question: str) -> None:
    text = RULES.asked(CONSULT)[question].text
    assert "," in text or " or " in text or "(" in text
