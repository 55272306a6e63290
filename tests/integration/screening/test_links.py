"""Who came by a link to a health form fills in that form, and nothing else."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chassis.ids import new_id
from services.notifications.domain.links import OPENS, Act
from services.screening.app import service
from tests.integration.screening.patients import Patient, plain
from tests.support.fixtures import RunService
from tests.support.links import LinksUnderTest, links, through
from tests.support.running import Running
from tests.unit.screening.factories import healthy

__all__ = ["links"]
FORM = " ".join(OPENS[Act.FORM].operations)


@pytest_asyncio.fixture(loop_scope="session")
async def screening(run_service: RunService, links: LinksUnderTest) -> AsyncIterator[Running]:
    async with run_service(service, link_jwks=str(links.jwks)) as running:
        yield running


async def test_the_form_is_filled_in_on_the_telephone(
    screening: Running, links: LinksUnderTest, patient: Patient
) -> None:
    await patient.registers()
    intake = await patient.intake()
    token = links.token(screening, patient.patient_id, FORM, intake_id=intake)
    async with through(screening, token) as page:
        assert (await page.get(f"/intakes/{intake}/questionnaire")).status_code == 200
        saved = await page.get(f"/intakes/{intake}/answers")
        tag = {"If-Match": saved.headers["ETag"]}
        answers = {"answers": plain(healthy())}
        saved = await page.patch(f"/intakes/{intake}/answers", json=answers, headers=tag)
        assert saved.status_code == 200, saved.text
        name = {"name": "Inês Sousa", "signer": "patient"}
        tag = {"If-Match": saved.headers["ETag"]}
        signed = await page.post(f"/intakes/{intake}/signature", json=name, headers=tag)
        assert signed.status_code == 201, signed.text
        assert (await page.get("/intakes")).status_code == 403
    assert [each["state"] for each in await patient.intakes()] == ["signed"]


@pytest.mark.parametrize("operation", ["questionnaire", "answers"])
async def test_it_opens_no_other_form(
    screening: Running, links: LinksUnderTest, patient: Patient, operation: str
) -> None:
    await patient.registers()
    token = links.token(screening, patient.patient_id, FORM, intake_id=new_id())
    async with through(screening, token) as page:
        assert (await page.get(f"/intakes/{await patient.intake()}/{operation}")).status_code == 403
