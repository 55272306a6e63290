"""Everything goes out in files, for who may; and what one system exports an empty one takes."""

import csv
import io
from uuid import UUID
from zipfile import ZipFile

import httpx

from chassis.access.actors import Role
from services.booking.app import service
from tests.integration.booking.chain import MONDAY, Chain, House, made
from tests.integration.booking.importing import Importer
from tests.support.fixtures import RunService
from tests.support.running import Running

Files = dict[str, list[dict[str, str]]]


def files_of(answer: httpx.Response) -> Files:
    """The rows of each file of an export, by name."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as zipped:
        assert zipped.testzip() is None
        texts = {name: zipped.read(name).decode() for name in zipped.namelist()}
    return {name: list(csv.DictReader(io.StringIO(each, newline=""))) for name, each in texts.items()}


async def exported(chain: Chain, **query: str) -> Files:
    return files_of(await chain.director.get("/export", params=query))


async def test_a_clinics_export_has_what_is_its_own_and_says_what_columns_mean(chain: Chain, lisbon: House) -> None:
    madrid = await chain.open("Europe/Madrid")
    ours = await chain.register(lisbon)
    theirs = await chain.register(madrid)
    await chain.cleared(ours, lisbon)

    files = await exported(chain, clinic_id=lisbon.clinic_id)

    assert [each["external_id"] for each in files["patients.csv"]] == [ours]
    assert [each["id"] for each in files["clinics.csv"]] == [lisbon.clinic_id]
    assert {each["patient_id"] for each in files["consults.csv"]} == {ours}
    assert theirs not in str(files)
    meanings = {(each["file"], each["column"]) for each in files["columns.csv"]}
    assert {(name, column) for name, rows in files.items() for row in rows[:1] for column in row} - meanings == {
        ("columns.csv", "file"),
        ("columns.csv", "column"),
        ("columns.csv", "meaning"),
    }
    both = await exported(chain)
    assert {each["external_id"] for each in both["patients.csv"]} == {ours, theirs}


async def test_only_directors_and_owners_export_and_only_their_clinics(
    booking: Running, chain: Chain, lisbon: House
) -> None:
    madrid = await chain.open("Europe/Madrid")
    await chain.register(madrid)
    for role in (Role.FRONT_DESK, Role.PRACTITIONER, Role.OPERATOR, Role.AUDITOR):
        assert (await booking.client(role).get("/export")).status_code == 403
    owner = booking.client(Role.OWNER, clinics=[UUID(lisbon.clinic_id)])
    assert files_of(await owner.get("/export"))["patients.csv"] == []
    assert (await owner.get("/export", params={"clinic_id": madrid.clinic_id})).status_code == 403


async def test_whoever_is_in_an_export_is_in_the_access_log(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)

    await exported(chain, clinic_id=lisbon.clinic_id)

    seen = made(await chain.director.get("/access-log", params={"patient_id": patient}))["items"]
    assert ("export_everything", "export:read") in {(each["operation"], each["action"]) for each in seen}
    audited = made(await chain.director.get("/audit", params={"subject": f"clinic/{lisbon.clinic_id}"}))["items"]
    assert [each["action"] for each in audited] == ["exported"]


async def test_what_one_system_exports_an_empty_one_takes(chain: Chain, lisbon: House, run_service: RunService) -> None:
    ines = await chain.register(lisbon, email="ines@example.org", language="pt", marketing=True)
    rui = await chain.register(lisbon, given_name="Rui", family_name="Costa", phone="+351910000007")
    consult, course = await chain.cleared(ines, lisbon)
    await chain.treated(consult, await chain.booked(ines, lisbon, "session", course_id=course["id"]))
    await chain.booked(rui, lisbon, "consult")
    answer = await chain.director.get("/export", params={"clinic_id": lisbon.clinic_id})
    before = files_of(answer)
    with ZipFile(io.BytesIO(answer.content)) as zipped:
        sent = {name: zipped.read(f"{name}.csv") for name in ("patients", "courses", "appointments")}

    async with run_service(service, start=MONDAY) as other:
        other.clock.set(chain.booking.clock.now())
        empty = Chain(other)
        house = await empty.open()
        importer = Importer(empty, house)
        outcomes = {kind: (await importer.applied(kind, sent[kind], source="needlepoint"))["outcomes"] for kind in sent}
        again = {kind: (await importer.applied(kind, sent[kind], source="needlepoint"))["outcomes"] for kind in sent}
        after = await exported(empty, clinic_id=house.clinic_id)

    # The follow-up of the course waits for a consult there: nobody is cleared by a file.
    assert outcomes["patients"] == {"created": 2}
    assert outcomes["courses"] == {"created": 1}
    assert outcomes["appointments"] == {"created": 1, "refused": 1}
    assert again["patients"] == {"unchanged": 2}
    assert again["courses"] == {"unchanged": 1}
    assert without_ids(after["patients.csv"]) == without_ids(before["patients.csv"])
    assert without_ids(after["courses.csv"]) == without_ids(before["courses.csv"])
    consults = [each for each in before["appointments.csv"] if each["kind"] == "consult"]
    assert without_ids(after["appointments.csv"]) == without_ids(consults)


def without_ids(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """What is the same in two systems."""
    return [{name: row[name] for name in row if name not in ("external_id", "patient")} for row in rows]
