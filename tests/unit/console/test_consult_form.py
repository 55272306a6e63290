"""A consult's form is read as booking takes it, and a recorded consult comes back as it was typed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.calendar.domain.problems import ProblemCode
from services.booking.care.domain import words as booking
from services.booking.care.forms.consults import FoundForm, ProductForm
from services.console.pages import vocabulary
from services.console.pages.chair import words
from services.console.pages.chair.body_map import HEIGHT, SPOTS, WIDTH
from services.console.pages.chair.consult_form import consult_body, findings_of, typed_consult, with_findings
from services.console.pages.chair.figures import followed
from services.console.pages.chair.shelf import code_of

DEPTHS = st.decimals("0.1", "10", places=2).map(str)
PLACES = st.lists(st.sampled_from(list(vocabulary.PLACES)), unique=True, max_size=4)
FINDINGS = st.lists(
    st.fixed_dictionaries({"kind": st.sampled_from(list(words.FINDINGS)), "places": PLACES}), max_size=5
)


@st.composite
def consults(draw: st.DrawFn) -> dict[str, Any]:
    """What booking would answer."""
    first, *further = draw(st.lists(st.sampled_from(list(vocabulary.AREAS)), min_size=1, max_size=4, unique=True))
    left_out = sorted(draw(PLACES))
    modality = draw(st.sampled_from(list(vocabulary.MODALITIES)))

    def part(area: str) -> dict[str, Any]:
        zones = {"face": "malar", "neck": "neck"} if modality == "rf" else {}
        kept = [each for each in left_out if each != area]
        return {"area": area, "depth_mm": draw(DEPTHS), "zone": zones.get(area), "left_out": kept}

    cream = st.none() | st.fixed_dictionaries(
        {"planned": st.just(True), "lidocaine_percent": st.just("4"), "wrapped": st.none() | st.booleans()}
    )
    return {
        "skin_type": draw(st.integers(1, 6)),
        "suitable": draw(st.booleans()),
        "findings": draw(FINDINGS),
        "plan": {
            **part(first),
            "concern": "texture",
            "modality": modality,
            "device_model": "skinpen",
            "anaesthetic": draw(cream | st.just({"planned": False, "lidocaine_percent": None, "wrapped": None})),
            "product": draw(st.none() | st.just({"name": "vitamin_c", "use": "infused", "reason": "As agreed"})),
            "further": [part(each) for each in further],
        },
    }


@given(consults())
def test_a_recorded_consult_that_is_sent_again_unchanged_says_the_same(consult: dict[str, Any]) -> None:
    sent = FoundForm.model_validate(consult_body(typed_consult(consult)))
    was = FoundForm.model_validate(consult)
    assert (sent.skin_type, sent.suitable, sent.findings) == (was.skin_type, was.suitable, was.findings)
    for new, old in zip((sent.plan, *_by_area(sent.plan)), (was.plan, *_by_area(was.plan)), strict=True):
        assert (new.area, new.depth_mm, new.zone) == (old.area, old.depth_mm, old.zone)
        assert set(old.left_out) <= set(new.left_out) <= {each for part in _parts(was.plan) for each in part.left_out}
    assert (sent.plan.anaesthetic, sent.plan.product) == (was.plan.anaesthetic, was.plan.product)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Vitamin C (10 %)", "vitamin_c_10"),
        ("Ácido hialurónico", "acido_hialuronico"),
        ("vitamin_c", "vitamin_c"),
        ("2%", ""),
    ],
)
def test_a_product_has_its_name_as_code(name: str, code: str) -> None:
    assert code_of(name) == code


@given(st.text(max_size=200))
def test_a_code_is_one_that_a_plan_takes(name: str) -> None:
    code = code_of(name)
    assert code == code_of(code)
    if code:
        assert ProductForm(name=code, use="applied").name == code


@pytest.mark.parametrize(
    ("typed", "name"),
    [({"product_picked": "serum_a"}, "serum_a"), ({"product_picked": "serum_a", "product": "Serum B"}, "serum_b")],
)
def test_what_is_typed_counts_before_what_is_picked(typed: dict[str, str], name: str) -> None:
    assert consult_body(typed | {"product_use": "applied"})["plan"]["product"]["name"] == name


def _by_area(plan: Any) -> list[Any]:
    return sorted(plan.further, key=lambda each: each.area)


def _parts(plan: Any) -> list[Any]:
    return [plan, *plan.further]


@given(FINDINGS, PLACES)
def test_a_finding_that_is_put_on_the_list_is_said_once(findings: list[dict[str, Any]], places: list[str]) -> None:
    typed = {f"finding-{n}": f"{each['kind']}:{','.join(each['places'])}" for n, each in enumerate(findings)}
    typed |= {"kind": "infection", **{f"found-{place}": "1" for place in places}}
    listed = with_findings(typed)
    assert findings_of(listed) == findings_of(typed)
    assert len(findings_of(with_findings(listed))) == len(findings) + 1


def test_what_is_not_filled_in_is_left_out() -> None:
    assert consult_body({}) == {"plan": {}, "findings": []}


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (vocabulary.AREAS, booking.Area),
        (vocabulary.PLACES, booking.Place),
        (words.ZONES, booking.FaceZone),
        (words.FINDINGS, booking.FindingKind),
        (vocabulary.CONCERNS, booking.Concern),
        (vocabulary.PROBLEMS, ProblemCode),
        (words.USES, booking.ProductUse),
        (words.ENDPOINTS, booking.Endpoint),
        (words.REACTIONS, booking.ImmediateReaction),
        (words.CAUSES, booking.DiscardCause),
    ],
)
def test_the_pages_have_every_word_of_booking(said: dict[str, str], known: Any) -> None:
    assert set(said) == {each.value for each in known}


def test_every_place_of_the_body_is_on_the_drawing_but_elsewhere() -> None:
    assert {each.place for each in SPOTS} == set(vocabulary.PLACES) - {"elsewhere"}
    for spot in SPOTS:
        assert 0 <= spot.x <= WIDTH - spot.width
        assert 0 <= spot.y <= HEIGHT - spot.height


def test_of_the_protocols_that_fit_the_first_is_followed() -> None:
    fits = {"concerns": ["texture"], "areas": ["face"], "modality": "pen"}
    protocols = [{**fits, "precedence": 2}, {**fits, "precedence": 1}, {**fits, "precedence": 0, "modality": "rf"}]
    assert followed(protocols, "texture", "face", "pen") == protocols[1]
    assert followed(protocols, "texture", "neck", "pen") is None
