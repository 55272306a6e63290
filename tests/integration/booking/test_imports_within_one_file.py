"""The check of a file compares its lines with each other: it says of each what applying the file does."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from services.booking.exchange.commands import lines
from services.booking.exchange.domain.kinds import ImportKind
from tests.integration.booking.chain import Chain, House, made
from tests.integration.booking.importing import BALANCE, OTHER, Importer, csv_of, patient_row


@pytest.fixture
def importer(chain: Chain, lisbon: House) -> Importer:
    return Importer(chain, lisbon)


def consult_row(external_id: str, patient: str, time: str, **changes: str) -> dict[str, str]:
    row = {"external_id": external_id, "patient": patient, "kind": "consult", "day": "2027-03-10", "time": time}
    return row | changes


async def checked_as_applied(chain: Chain, importer: Importer, kind: str, *rows: dict[str, str]) -> Sequence[Any]:
    """The lines as the check answers them, after it was seen that applying the file does the same."""
    checked = await importer.checked(kind, csv_of(*rows))
    said = await importer.lines(checked["id"], limit=200)
    made(await chain.director.post(f"/imports/{checked['id']}/apply", json={}))
    await chain.booking.fire_timers()
    done = await importer.lines(checked["id"], limit=200)
    assert [each["outcome"] for each in said] == [each["outcome"] for each in done]
    assert [each["problems"][:1] for each in said] == [each["problems"][:1] for each in done]
    return said


def sentences(line: dict[str, Any]) -> str:
    return " ".join(each["sentence"] for each in line["problems"])


async def test_the_only_nurse_is_taken_by_one_line(chain: Chain, importer: Importer) -> None:
    await importer.applied("patients", csv_of(patient_row("1"), patient_row("2", **OTHER)))

    first, second, later = await checked_as_applied(
        chain,
        importer,
        "appointments",
        consult_row("a1", "1", "10:00"),
        consult_row("a2", "2", "10:15"),
        consult_row("a3", "2", "15:00"),
    )

    assert [each["outcome"] for each in (first, second, later)] == ["created", "refused", "created"]
    assert "Taken at" in sentences(second)
    assert "in line 2." in sentences(second)


async def test_one_patient_is_at_one_place_at_a_time(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=("2.0", "1.0"))
    importer = Importer(chain, house)
    await importer.applied("patients", csv_of(patient_row("1")))

    _, twice = await checked_as_applied(
        chain, importer, "appointments", consult_row("a1", "1", "10:00"), consult_row("a2", "1", "10:15")
    )

    assert (twice["outcome"], "patient" in sentences(twice)) == ("refused", True)


async def test_two_sessions_of_one_course_are_not_both_taken(chain: Chain, importer: Importer) -> None:
    await importer.applied("patients", csv_of(patient_row("1")))
    patients = made(await chain.desk.get("/patients", params={"name": "Almeida"}))["items"]
    await importer.applied("courses", csv_of(BALANCE))
    await chain.cleared(patients[0]["id"], importer.house)
    session = consult_row("a1", "1", "10:00", kind="session", course="c1", day="2027-03-22")

    _, second = await checked_as_applied(
        chain, importer, "appointments", session, session | {"external_id": "a2", "day": "2027-03-23"}
    )

    assert (second["outcome"], "in line 2." in sentences(second)) == ("refused", True)


@pytest.mark.parametrize("kind", ["patients", "appointments", "courses"])
async def test_of_two_lines_with_one_id_the_second_is_refused(chain: Chain, importer: Importer, kind: str) -> None:
    await importer.applied("patients", csv_of(patient_row("1"), patient_row("2", **OTHER)))
    one, other = {
        "patients": (patient_row("3", phone="+351910000003", date_of_birth="1970-01-01"), patient_row("3", **OTHER)),
        "appointments": (consult_row("a1", "1", "10:00"), consult_row("a1", "2", "15:00")),
        "courses": (BALANCE, BALANCE | {"area": "neck"}),
    }[kind]

    first, second = await checked_as_applied(chain, importer, kind, one, other)

    assert (first["outcome"], second["outcome"]) == ("created", "refused")
    assert "Line 2 has the same external_id" in sentences(second)


async def test_a_course_is_in_the_file_once(chain: Chain, importer: Importer) -> None:
    await importer.applied("patients", csv_of(patient_row("1"), patient_row("2", **OTHER)))

    _, twice, neck, over, theirs = await checked_as_applied(
        chain,
        importer,
        "courses",
        BALANCE,
        BALANCE | {"external_id": "c2", "sessions": "4"},
        BALANCE | {"external_id": "c3", "area": "neck"},
        BALANCE | {"external_id": "c4", "performed": "6"},
        BALANCE | {"external_id": "c5", "patient": "2"},
    )

    assert [each["outcome"] for each in (twice, neck, over, theirs)] == ["refused", "created", "created", "created"]
    assert "in line 2." in sentences(twice)


async def test_a_course_that_an_earlier_line_completes_is_not_in_the_way(chain: Chain, importer: Importer) -> None:
    await importer.applied("patients", csv_of(patient_row("1")))
    await importer.applied("courses", csv_of(BALANCE))
    new = BALANCE | {"external_id": "c2"}

    (line,) = await checked_as_applied(chain, importer, "courses", new)
    assert line["outcome"] == "refused"
    done, line = await checked_as_applied(chain, importer, "courses", BALANCE | {"performed": "6"}, new)

    assert (done["outcome"], line["outcome"]) == ("updated", "created")


async def test_a_patient_is_compared_with_what_an_earlier_line_makes_of_a_record(
    chain: Chain, importer: Importer
) -> None:
    """Rosa gives her number up in line 2: who has it in line 3 is nobody that is known."""
    await importer.applied("patients", csv_of(patient_row("1")))
    moved = patient_row("1", phone="+351910000009", date_of_birth="1990-05-14")
    new = patient_row("2")

    (line,) = await checked_as_applied(chain, importer, "patients", new)
    assert (line["outcome"], line["problems"][0]["column"]) == ("refused", "same_as")
    first, second = await checked_as_applied(chain, importer, "patients", moved, new)

    assert (first["outcome"], second["outcome"]) == ("updated", "created")


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_a_file_of_appointments_says_its_check_foretells(chain: Chain, seed: int) -> None:
    chosen = random.Random(seed)
    house = await chain.open(rooms=2, nurses=("2.0", "1.0"))
    importer = Importer(chain, house)
    people = [
        patient_row(str(n), phone=f"+35191000010{n}", date_of_birth=f"197{n}-01-0{n + 1}", given_name=f"Rosa{n}x")
        for n in range(5)
    ]
    await importer.applied("patients", csv_of(*people))
    rows = [
        consult_row(
            f"a{n}",
            str(chosen.randrange(5)),
            chosen.choice(["10:00", "10:15", "10:30", "11:00"]),
            practitioner=chosen.choice(["any", "Ana Reis 0", "Ana Reis 1"]),
            room=chosen.choice(["", "Room 0", "Room 1"]),
        )
        for n in range(14)
    ]

    said = await checked_as_applied(chain, importer, "appointments", *rows)

    assert {each["outcome"] for each in said} == {"created", "refused"}


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_a_file_of_patients_changes_its_check_foretells(
    chain: Chain, importer: Importer, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known patients get the numbers of each other and of new ones, in one piece or in several."""
    chosen = random.Random(seed)
    monkeypatch.setitem(lines._PIECES, ImportKind.PATIENTS, chosen.choice([3, 200]))
    phones = [f"+35191000020{n}" for n in range(6)]
    before = [patient_row(str(n), phone=phones[n], date_of_birth=f"198{n}-02-03") for n in range(4)]
    await importer.applied("patients", csv_of(*before))
    for _ in before:
        await chain.booking.fire_timers()
    rows = [
        patient_row(str(n), phone=chosen.choice(phones), date_of_birth=f"198{chosen.randrange(8)}-02-03")
        for n in chosen.sample(range(12), 12)
    ]
    checked = await importer.checked("patients", csv_of(*rows))
    for _ in rows:
        await chain.booking.fire_timers()
    said = await importer.outcomes(checked["id"])
    made(await chain.director.post(f"/imports/{checked['id']}/apply", json={}))
    for _ in rows:
        await chain.booking.fire_timers()
    assert await importer.outcomes(checked["id"]) == said
    assert {"updated", "refused"} <= set(said)
