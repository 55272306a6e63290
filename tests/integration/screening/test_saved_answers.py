"""A declaration that is answered in parts, resumed, and signed. Before the signature it decides nothing."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from chassis.access.actors import Role
from contracts.booking.consults import FurtherArea
from contracts.vocabulary import Modality
from services.screening.tables import declarations
from tests.integration.screening.patients import Patient, plain
from tests.unit.screening.factories import healthy

BOY = date(2012, 3, 1)


class Form:
    """The intake of a patient, filled in by somebody."""

    def __init__(self, patient: Patient, role: Role = Role.PATIENT) -> None:
        self.patient, self.client = patient, patient.client(role)

    async def path(self) -> str:
        return f"/intakes/{await self.patient.intake()}"

    async def shows(self) -> dict[str, Any]:
        answer = await self.client.get(f"{await self.path()}/answers")
        assert answer.status_code == 200, answer.text
        assert answer.headers["ETag"] == f'"{answer.json()["version"]}"'
        shown: dict[str, Any] = answer.json()
        return shown

    async def saves(self, answers: dict[str, Any], version: int | None = None) -> httpx.Response:
        version = (await self.shows())["version"] if version is None else version
        headers = {"If-Match": f'"{version}"'}
        return await self.client.patch(
            f"{await self.path()}/answers", json={"answers": plain(answers)}, headers=headers
        )

    async def signs(self, name: str = "Inês Sousa", signer: str = "patient", version: int | None = None) -> Any:
        version = (await self.shows())["version"] if version is None else version
        headers = {"If-Match": f'"{version}"'}
        form = {"name": name, "signer": signer}
        return await self.client.post(f"{await self.path()}/signature", json=form, headers=headers)


async def state(patient: Patient) -> str:
    return str((await patient.intakes())[0]["state"])


async def declared(patient: Patient) -> Any:
    statement = select(declarations).where(declarations.c.patient_id == patient.patient_id)
    async with patient.screening.work() as work:
        return (await work.execute(statement.order_by(declarations.c.number))).all()


async def test_answers_are_saved_in_parts_resumed_and_signed(patient: Patient) -> None:
    await patient.registers()
    await patient.is_consulted()
    form = Form(patient)
    assert (await state(patient), (await form.shows())["answered"]) == ("waiting", [])
    answers = healthy()
    first = {code: answers.pop(code) for code in list(answers)[:10]}
    saved = (await form.saves(first)).json()
    assert saved["answered"] == list(first)
    assert saved["answers"] == first
    assert set(saved["missing"]).isdisjoint(first)
    assert await state(patient) == "begun"
    saved = (await form.saves(answers)).json()
    assert saved["missing"] == []
    assert await patient.decisions() == [], "nobody has signed it"
    signed = await form.signs()
    assert signed.status_code == 201, signed.text
    assert await state(patient) == "signed"
    assert [each.outcome.value for each in await patient.decisions()] == ["cleared"]
    (row,) = await declared(patient)
    assert (row.signed_name, row.signer) == ("Inês Sousa", "patient")
    assert (await form.shows())["answered"] == [], "what was saved is in the declaration"


async def test_an_answer_is_taken_back_and_another_is_changed(patient: Patient) -> None:
    await patient.registers()
    form = Form(patient)
    await form.saves({"keloid": True, "cold_sores": True, "vaccine_on": date(2026, 10, 1)})
    saved = (await form.saves({"keloid": None, "cold_sores": False})).json()
    assert saved["answers"] == {"cold_sores": False, "vaccine_on": "2026-10-01"}
    assert "keloid" in saved["missing"]
    assert "antiviral_prophylaxis_on" not in saved["asked"], "no cold sores, no prophylaxis"


async def test_an_incomplete_declaration_is_not_signed_and_stays_as_it_was(patient: Patient) -> None:
    await patient.registers()
    form = Form(patient)
    await form.saves({"keloid": False})
    refused = await form.signs()
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (422, "answers-missing")
    assert (await form.shows())["answers"] == {"keloid": False}
    assert await declared(patient) == []


async def test_nothing_is_signed_where_nothing_is_saved(patient: Patient) -> None:
    await patient.registers()
    refused = await Form(patient).signs()
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "nothing-to-sign")


async def test_what_was_changed_meanwhile_is_neither_saved_over_nor_signed(patient: Patient) -> None:
    await patient.registers()
    form = Form(patient)
    await form.saves(healthy())
    assert (await form.saves({"keloid": True}, version=0)).status_code == 412
    assert (await form.signs(version=0)).status_code == 412
    assert await declared(patient) == []


async def test_an_answer_that_does_not_fit_is_refused_by_its_path(patient: Patient) -> None:
    await patient.registers()
    refused = await Form(patient).saves({"keloid": "perhaps", "of_no_rule": True})
    assert refused.status_code == 422
    assert {error["field"] for error in refused.json()["errors"]} == {"answers.keloid", "answers.of_no_rule"}


async def test_a_guardian_signs_for_a_minor(patient: Patient) -> None:
    await patient.registers(born=BOY)
    form = Form(patient)
    await form.saves(healthy())
    refused = await form.signs(name="Rui Sousa")
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (422, "guardian-needed")
    assert (await form.signs(name="Ana Sousa", signer="guardian")).status_code == 201
    (row,) = await declared(patient)
    assert (row.signed_name, row.signer) == ("Ana Sousa", "guardian")


async def test_the_desk_sees_how_far_it_is_and_not_the_patients_answers(patient: Patient) -> None:
    await patient.registers()
    await Form(patient).saves({"keloid": True})
    desk = Form(patient, Role.FRONT_DESK)
    shown = await desk.shows()
    assert (shown["state"], shown["answered"], shown["answers"]) == ("begun", ["keloid"], None)
    await desk.saves({"cold_sores": False})
    assert (await desk.shows())["answers"] == {"keloid": True, "cold_sores": False}, "it helps with the whole form"
    listed = await patient.client(Role.FRONT_DESK).get("/intakes", params={"state": "begun"})
    assert UUID(listed.json()["items"][0]["patient_id"]) == patient.patient_id
    waiting = await patient.client(Role.FRONT_DESK).get("/intakes", params={"state": "waiting"})
    assert waiting.json()["items"] == []


async def test_a_declaration_in_one_piece_still_counts_and_may_be_signed(patient: Patient) -> None:
    await patient.registers()
    await Form(patient).saves({"keloid": True})
    await patient.declares(signed=False)
    assert await state(patient) == "declared"
    form = {"answers": plain(healthy()), "signature": {"name": "Inês Sousa"}}
    answer = await patient.client(Role.PATIENT).post(f"/intakes/{await patient.intake()}/declaration", json=form)
    assert answer.status_code == 201, answer.text
    assert await state(patient) == "signed"
    assert [row.signer for row in await declared(patient)] == [None, "patient"]


@pytest.mark.parametrize(("modality", "device", "is_asked"), [("pen", "exceed", False), ("rf", "some-rf", True)])
async def test_who_is_planned_for_a_pen_is_not_asked_about_rf(
    patient: Patient, modality: str, device: str, is_asked: bool
) -> None:
    await patient.registers()
    await patient.is_consulted(device=device, modality=Modality(modality), depth="0.5")
    shown = await patient.is_asked()
    assert ("pacemaker" in {item["code"] for item in shown["items"]}) is is_asked
    assert [section["code"] for section in shown["sections"]][:2] == ["skin", "health"]


async def test_who_declared_for_a_pen_is_asked_about_rf_when_rf_is_planned(patient: Patient) -> None:
    await patient.registers()
    await patient.is_consulted()
    shown = await patient.is_asked()
    assert (await patient.sends({item["code"]: False for item in shown["items"]})).status_code == 201
    assert (await patient.decided()).outcome.value == "cleared"
    decided = len(await patient.decisions())
    await patient.is_consulted(device="some-rf", modality=Modality.RF, depth="0.5")
    assert len(await patient.decisions()) == decided, "an unanswered question about a pacemaker clears nobody"
    assert "pacemaker" in {item["code"] for item in (await patient.is_asked())["items"]}


async def test_every_area_of_a_plan_is_asked_about(patient: Patient) -> None:
    await patient.registers()
    await patient.is_consulted(area="abdomen", further=(FurtherArea(area="face", depth_mm=Decimal("1.0")),))
    assert "facial_surgery_on" in {item["code"] for item in (await patient.is_asked())["items"]}
