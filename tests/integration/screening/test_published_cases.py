"""Published cases through the APIs of booking and screening: each fact can be stated, and arrives.

The clinic is booking's, the declaration screening's; between them go only the events that the two publish.
"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from chassis.access.actors import Role
from services.booking.app import service as booking_service
from services.screening.app import service as screening_service
from services.screening.domain.outcomes import CLEARANCES
from tests.integration.booking.chain import Chain, House, made, moment, refused
from tests.integration.screening.patients import Patient, plain
from tests.support.fixtures import RunService
from tests.unit.screening.factories import MODALITIES, healthy
from tests.unit.screening.published_cases import CASES, Case

SATURDAY = datetime(2026, 11, 21, 6, tzinfo=UTC)
"""The day of the cases, before the clinic opens."""
SATURDAYS = [{"weekday": 5, "opens": "08:00", "closes": "20:00"}]
MODELS = ("skinpen", "dermapen-4", "exceed", "rejuvapen-nxt", "some-pen", "inmode-fractora", "some-roller")
TOPICS = ("booking.clinics", "booking.patients", "booking.consults")
TRIED = (
    "17 years old: declined, and 18 on a day that is known",
    "20 with a roller",
    "fungus of a toenail is not one of the face",
    "eczema of childhood, over for twenty years",
    "the same, and the prophylaxis has begun",
    "a keloid, and filler four days ago: both",
    "the scar has turned one",
    "pregnant, Dermapen 4: a person looks",
    "never taken, and a day of the last dose",
    "an allergy to nickel, SkinPen",
    "the same, and the brows are left out",
    "filler in the lips five days ago, the thighs are treated",
    "needled two weeks ago, elsewhere, for another concern",
    "SkinPen at 2.0 mm on the face",
    "RF on the cheekbones at 1.0 mm",
    "RF around the mouth at 1.0 mm",
    "a tendency to hyperpigmentation, RF",
    "a cream of 7 %",
    "vitamin C infused, with its reason",
    "vitamin C infused, without a reason",
    "a mole on the nose that is left out",
    "active eczema on the arms, the face is treated",
)


class Both:
    """A clinic of booking, and screening beside it."""

    def __init__(self, chain: Chain, house: House, patient: Patient) -> None:
        self.chain, self.house, self.pattern = chain, house, patient

    async def carries(self, patient_id: str) -> None:
        """Screening consumes what booking published about a patient, and booking what screening did."""
        screening = self.pattern.screening
        for event in await self.chain.booking.events():
            of = str(getattr(event, "patient_id", self.house.clinic_id))
            if of in (patient_id, self.house.clinic_id) and event.topic in TOPICS:
                await screening.react(event)

    async def decides(self, case: Case) -> tuple[Patient, dict[str, Any]]:
        """A patient registers, is consulted and declares. Answers the patient and the consult."""
        patient_id = await self.chain.register_alike(self.house, date_of_birth=f"{2026 - case.age}-05-04")
        consult = made(await self.consults(patient_id, case))
        await self.carries(patient_id)
        born = date(2026 - case.age, 5, 4)
        patient = Patient(self.pattern.screening, UUID(self.house.clinic_id), UUID(patient_id), born)
        answer = await patient.sends(healthy(**case.answers))
        assert answer.status_code == 201, answer.text
        return patient, consult

    async def consults(self, patient_id: str, case: Case) -> Any:
        offered = await self.chain.slots(self.house, "consult", near="08:00", limit=1)
        appointment = made(await self.chain.book(patient_id, self.house, "consult", offered[0]))
        if moment(appointment["starts_at"]) > self.chain.booking.clock.now():
            self.chain.go_to(appointment)
        form = {
            "skin_type": case.skin_type,
            "suitable": case.suitable,
            "plan": _planned(case.plan),
            "findings": [{"kind": kind, "places": places} for kind, places in case.findings],
        }
        return await self.chain.complete(appointment, form)


def _planned(given: dict[str, Any]) -> dict[str, Any]:
    """A case's plan as the consult's form takes it."""
    plan = dict(given)
    model = plan.pop("device", "exceed")
    modality = MODALITIES[model].value if model in MODALITIES else "pen"
    form = {
        "concern": plan.pop("concern", "texture"),
        "area": plan.pop("area", "face"),
        "modality": modality,
        "device_model": model,
        "depth_mm": plan.pop("depth", "0.5" if modality == "rf" else "1.0"),
        "zone": plan.pop("zone", None),
        "left_out": plan.pop("left_out", ()),
        "further": plan.pop("further", ()),
    }
    if (cream := plan.pop("cream", None)) is not None:
        percent, wrapped = plan.pop("cream_percent", None), plan.pop("cream_wrapped", None)
        form["anaesthetic"] = {"planned": cream, "lidocaine_percent": percent, "wrapped": wrapped}
    if product := plan.pop("product", None):
        use = "infused" if plan.pop("product_infused") else "applied"
        reason = "Her own wish, after advice." if plan.pop("infusion_reasoned", False) else None
        form["product"] = {"name": product, "use": use, "reason": reason}
    assert not plan, plan
    return form


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def both(run_service: RunService) -> AsyncIterator[Both]:
    async with (
        run_service(booking_service, start=SATURDAY) as booking,
        run_service(screening_service, start=SATURDAY) as screening,
    ):
        chain = Chain(booking)
        house = await chain.open(hours=SATURDAYS, rooms=3, nurses=("2.0", "2.0", "2.0"), pens=0)
        for model in MODELS:
            modality = MODALITIES[model].value if model in MODALITIES else "pen"
            await chain.add_device(house, model=model, modality=modality)
        yield Both(chain, house, Patient(screening))


@pytest.mark.parametrize("case", [each for each in CASES if each.says in TRIED], ids=lambda each: each.says)
async def test_a_published_case_is_decided_as_its_source_says_through_both_apis(both: Both, case: Case) -> None:
    patient, consult = await both.decides(case)
    explained = await patient.explained()
    assert explained["outcome"] == case.outcome, explained["reasons"]
    if case.outcome not in CLEARANCES:
        assert explained["eligible_from"] == (case.day and case.day.isoformat())
    assert explained["limits"]["anaesthetic_allowed"] is case.numbing
    assert case.left_out <= set(explained["limits"]["excluded_areas"])
    assert len(explained["conditions"]) == len(case.conditions)
    assert bool(explained["limits"]["anaesthetic"]) is case.numbing
    event = await patient.decided()
    assert (str(event.consult_id), event.conditions) == (consult["id"], len(case.conditions))
    await both.chain.booking.react(event)
    (seen,) = made(await both.chain.practitioner.get(f"/patients/{patient.patient_id}/clearances"))["items"]
    assert (seen["outcome"], seen["eligible_from"]) == (explained["outcome"], explained["eligible_from"])
    if case.depth:
        assert seen["max_depth_mm"] == explained["limits"]["max_depth_mm"] == case.depth


async def test_a_plan_with_two_areas_is_weighed_and_limited_area_by_area(both: Both) -> None:
    neck = {"area": "neck", "depth_mm": "1.5", "zone": "neck"}
    plan = {"device": "inmode-fractora", "zone": "malar", "depth": "1.0", "further": [neck]}
    case = Case("RF on cheekbones and neck", "asj-ojad100", CASES[1].outcome, plan=plan)
    patient, _ = await both.decides(case)
    explained = await patient.explained()
    assert explained["outcome"] == "cleared"
    assert explained["limits"]["further"] == [{"area": "neck", "max_depth_mm": "1.5"}]
    await both.chain.booking.react(await patient.decided())
    (seen,) = made(await both.chain.practitioner.get(f"/patients/{patient.patient_id}/clearances"))["items"]
    assert (seen["max_depth_mm"], seen["further_areas"]) == ("1.0", [{"area": "neck", "max_depth_mm": "1.5"}])


async def test_an_area_is_named_once(both: Both) -> None:
    patient_id = await both.chain.register(both.house)
    twice = {"further": [{"area": "face", "depth_mm": "1.0"}]}
    refused(
        await both.consults(patient_id, Case("", "", CASES[0].outcome, plan=twice)),
        "area-named-twice",
        "names face twice",
        422,
    )


async def test_a_model_that_the_clinic_has_not_is_refused_with_those_that_it_has(both: Both) -> None:
    patient_id = await both.chain.register(both.house)
    case = Case("", "", CASES[0].outcome, plan={"device": "dermaroller-9000"})
    answer = await both.consults(patient_id, case)
    words = "no pen device of the model dermaroller-9000: plan one that it has (dermapen-4, exceed, rejuvapen-nxt,"
    refused(answer, "model-not-here", words)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"device": "exceed", "zone": "malar"}, "Only RF is planned by zones"),
        ({"device": "inmode-fractora", "zone": "neck"}, "The zone neck belongs to the area neck"),
        ({"device": "inmode-fractora", "area": "abdomen", "zone": "malar"}, "belongs to the area face"),
    ],
)
async def test_a_zone_that_the_plan_has_not_is_refused(both: Both, plan: Any, words: Any) -> None:
    patient_id = await both.chain.register(both.house)
    refused(await both.consults(patient_id, Case("", "", CASES[0].outcome, plan=plan)), "zone-does-not-fit", words, 422)


async def test_who_declared_by_the_rules_before_is_asked_for_the_new_questions_only(both: Both) -> None:
    """The flat answers of earlier clients stand; what was added is asked for."""
    patient = Patient(both.pattern.screening)
    await patient.registers()
    old = {code: answer for code, answer in healthy().items() if code not in ADDED}
    answer = await patient.sends(plain(old))
    assert {each["field"] for each in answer.json()["errors"]} == {f"answers.{code}" for code in REQUIRED}
    assert (await patient.sends(plain(old | dict.fromkeys(REQUIRED, False)))).status_code == 201


ADDED = frozenset(
    {
        "antiviral_prophylaxis_on",
        "sex",
        "isotretinoin_history",
        "other_surgery_on",
        "light_peel_on",
        "last_needling_on",
        "unusual_reaction",
    }
)
REQUIRED = ADDED - {"antiviral_prophylaxis_on", "sex", "isotretinoin_history"}


async def test_the_questionnaire_says_which_details_choices_and_places_an_answer_may_have(both: Both) -> None:
    patient = Patient(both.pattern.screening)
    await patient.registers(language="pt")
    asked = await patient.is_asked()
    items = {item["code"]: item for item in asked["items"]}
    assert items["infection_now"]["details"] == ["places"]
    assert items["scar_under_a_year"]["details"] == ["places", "on"]
    choices = {each["code"]: each["text"] for each in items["steel_or_nickel_allergy"]["choices"]}
    assert choices == {"steel": "Aço", "nickel": "Níquel"}
    assert {"lips", "toenails", "elsewhere"} <= {each["code"] for each in asked["places"]}
    assert asked["fallback"] is None


async def test_a_detail_that_is_not_asked_is_refused_by_its_path(both: Both) -> None:
    patient = Patient(both.pattern.screening)
    await patient.registers()
    lips, moon = ({"answer": True, "places": [place]} for place in ("lips", "moon"))
    answers: dict[str, Any] = {**healthy(), "keloid": lips, "infection_now": moon}
    refusal = await patient.sends(answers)
    assert refusal.status_code == 422
    assert {each["field"] for each in refusal.json()["errors"]} == {
        "answers.keloid.places",
        "answers.infection_now.places",
    }


async def test_what_a_wait_was_lifted_by_is_explained_and_its_details_are_shown(both: Both) -> None:
    (case,) = (each for each in CASES if each.says.startswith("filler in the lips five days ago, the thighs"))
    patient, _ = await both.decides(case)
    explained = await patient.explained()
    (looked_at,) = explained["considered"]
    assert (looked_at["code"], looked_at["why_not"]) == (
        "R51",
        "It is said to be in a place that the plan does not touch.",
    )
    (answer,) = (each for each in explained["answers"] if each["code"] == "toxin_or_filler_on")
    assert (answer["answer"], answer["details"]["places"]) == ("2026-11-16", ["lips"])
    assert "considered" not in await patient.explained(Role.FRONT_DESK)
    assert date.fromisoformat(explained["local_day"]) - timedelta(days=5) == date(2026, 11, 16)
