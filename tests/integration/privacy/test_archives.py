"""Everything that each service holds of a patient, for the patient and for the director of their clinic."""

from uuid import UUID

import pytest

from chassis.access.actors import Role
from needlepoint.services import SERVICE_NAMES, load
from tests.integration.access.worlds import MAKERS
from tests.integration.booking.chain import made
from tests.support.fixtures import RunService


@pytest.mark.parametrize("name", SERVICE_NAMES)
async def test_a_patient_gets_everything_that_is_held_of_them_and_of_nobody_else(
    name: str, run_service: RunService
) -> None:
    async with run_service(load(name)) as running:
        world = await MAKERS[name](running)
        own = running.client(Role.PATIENT, subject=UUID(str(world["patient"])))
        archive = made(await own.get(f"/patients/{world['patient']}/archive"))

        assert (archive["service"], archive["patient_id"]) == (name, str(world["patient"]))
        assert any(part["rows"] for part in archive["parts"])
        whose = {str(row["patient_id"]) for part in archive["parts"] for row in part["rows"] if row.get("patient_id")}
        assert whose <= {str(world["patient"])}


@pytest.mark.parametrize("name", SERVICE_NAMES)
async def test_the_director_of_the_home_clinic_gets_it_and_the_desk_does_not(
    name: str, run_service: RunService
) -> None:
    async with run_service(load(name)) as running:
        world = await MAKERS[name](running)
        path, clinic = f"/patients/{world['patient']}/archive", UUID(str(world["clinic"]))
        director = running.client(Role.MEDICAL_DIRECTOR, clinics=[clinic], subject="director")
        desk = running.client(Role.FRONT_DESK, clinics=[clinic], subject="desk")
        stranger = running.client(Role.PATIENT, subject=UUID(str(world["other"])))

        assert (await director.get(path)).status_code == 200
        assert (await desk.get(path)).status_code == 403
        assert (await stranger.get(path)).status_code in (403, 404)


async def test_who_looked_is_in_the_archive(run_service: RunService) -> None:
    async with run_service(load("booking")) as running:
        world = await MAKERS["booking"](running)
        desk = running.client(Role.FRONT_DESK, clinics=[UUID(str(world["clinic"]))], subject="curious desk")
        made(await desk.get(f"/patients/{world['patient']}"))
        await running.api.access_log.write()
        director = running.client(Role.MEDICAL_DIRECTOR)
        archive = made(await director.get(f"/patients/{world['patient']}/archive"))
        [looks] = [part["rows"] for part in archive["parts"] if part["name"] == "access_log"]
        assert "curious desk" in {row["actor"] for row in looks}
