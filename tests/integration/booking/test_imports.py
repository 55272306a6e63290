"""A clinic changes its software: patients, courses and appointments are taken over from files."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.appointments import AppointmentBooked
from contracts.booking.patients import PatientChanged, PatientRegistered
from contracts.booking.worklist import WorklistItemClosed, WorklistItemOpened
from services.booking.exchange.commands import lines
from services.booking.exchange.domain.kinds import ImportKind
from services.booking.people.commands.patients import add_patient
from services.booking.people.forms.patients import RegistrationForm
from services.booking.people.store.finding import lock_registrations
from tests.integration.booking.chain import Chain, House, made, refused
from tests.integration.booking.importing import BALANCE, OTHER, Importer, csv_of, patient_row
from tests.support.waiting import eventually


@pytest.fixture
def importer(chain: Chain, lisbon: House) -> Importer:
    return Importer(chain, lisbon)


async def found(chain: Chain, **query: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = made(await chain.desk.get("/patients", params=query))["items"]
    return items


async def test_a_check_says_what_would_happen_and_changes_nothing(chain: Chain, importer: Importer) -> None:
    file = csv_of(patient_row("1"), patient_row("2", given_name="", family_name="Pinto", date_of_birth="1985-01-31"))

    checked = await importer.checked("patients", file)

    assert (checked["state"], checked["lines"], checked["outcomes"]) == ("checked", 2, {"created": 1, "refused": 1})
    (wrong,) = await importer.lines(checked["id"], outcome="refused")
    assert (wrong["line"], wrong["external_id"]) == (3, "2")
    assert [(each["column"], each["sentence"]) for each in wrong["problems"]] == [("given_name", "This is missing.")]
    assert await found(chain, name="Almeida") == []
    assert await chain.events("PatientRegistered") == []


async def test_patients_are_taken_over_and_nobody_asks_them_for_anything_yet(chain: Chain, importer: Importer) -> None:
    row = patient_row("1", language="pt", email="rosa@example.org", marketing="yes", marketing_source="paper, 2024")

    applied = await importer.applied("patients", csv_of(row, patient_row("2", **OTHER)))

    assert (applied["state"], applied["outcomes"], applied["unsettled"]) == ("applied", {"created": 2}, 0)
    (rosa,) = await found(chain, name="Almeida")
    assert (rosa["date_of_birth"], rosa["language"], rosa["phone"]) == ("1990-05-04", "pt", "+351910000001")
    registered = [each for each in await chain.events() if isinstance(each, PatientRegistered)]
    assert [(each.imported, each.marketing) for each in registered] == [(True, True), (True, False)]
    audited = made(await chain.director.get("/audit", params={"subject": f"patient/{rosa['id']}"}))["items"]
    assert "paper, 2024" in audited[0]["details"]["reason"]


async def test_the_same_file_twice_changes_nothing(chain: Chain, importer: Importer) -> None:
    file = csv_of(patient_row("1"), patient_row("2", **OTHER))
    await importer.applied("patients", file)
    before = await chain.events()

    again = await importer.applied("patients", file)

    assert again["outcomes"] == {"unchanged": 2}
    assert await chain.events() == before


async def test_a_changed_line_changes_the_patient(chain: Chain, importer: Importer) -> None:
    await importer.applied("patients", csv_of(patient_row("1")))

    changed = await importer.applied("patients", csv_of(patient_row("1", phone="+351910000009")))

    assert changed["outcomes"] == {"updated": 1}
    (rosa,) = await found(chain, name="Almeida")
    assert rosa["phone"] == "+351910000009"
    assert [each.details.phone for each in await chain.events() if isinstance(each, PatientChanged)] == [
        "+351910000009"
    ]


async def test_what_was_changed_at_the_desk_is_not_changed_by_a_file(chain: Chain, importer: Importer) -> None:
    await importer.applied("patients", csv_of(patient_row("1")))
    (rosa,) = await found(chain, name="Almeida")
    made(
        await chain.desk.patch(
            f"/patients/{rosa['id']}",
            json={"phone": "+351910000005", "reason": "She has a new telephone"},
            headers={"If-Match": '"1"'},
        )
    )

    again = await importer.applied("patients", csv_of(patient_row("1", phone="+351910000009")))

    assert again["outcomes"] == {"conflict": 1}
    (line,) = await importer.lines(again["id"])
    assert "changed here" in line["problems"][0]["sentence"]
    (rosa,) = await found(chain, name="Almeida")
    assert rosa["phone"] == "+351910000005"


async def test_who_looks_like_a_patient_is_reported_and_decided_by_a_column(chain: Chain, importer: Importer) -> None:
    here = await chain.register(importer.house, given_name="Rosa", family_name="Almeida", phone="+351910000001")

    first = await importer.applied("patients", csv_of(patient_row("1")))

    (line,) = await importer.lines(first["id"])
    assert (line["outcome"], line["problems"][0]["column"]) == ("refused", "same_as"), line
    assert line["problems"][0]["candidates"] == [here]
    linked = await importer.applied("patients", csv_of(patient_row("1", same_as=here)))
    assert linked["outcomes"] == {"linked": 1}
    twin = patient_row("3", new_because="His twin brother, seen together")
    assert (await importer.applied("patients", csv_of(twin)))["outcomes"] == {"created": 1}
    assert len(await found(chain, name="Almeida")) == 2


async def test_errors_are_work_until_a_later_file_fixes_them(chain: Chain, importer: Importer) -> None:
    wrong = await importer.applied("patients", csv_of(patient_row("1", date_of_birth="31.12.1990")))

    (item,) = made(await chain.desk.get("/worklist", params={"kind": "import_with_errors"}))["items"]
    assert (item["subject_id"], item["patient_id"], item["may_claim"]) == (wrong["id"], None, True)
    await importer.applied("patients", csv_of(patient_row("1")))

    assert made(await chain.desk.get("/worklist", params={"kind": "import_with_errors"}))["items"] == []
    events = [each for each in await chain.events() if getattr(each, "kind", "") == "import_with_errors"]
    assert [type(each) for each in events] == [WorklistItemOpened, WorklistItemClosed]
    assert events[-1].why == "fixed_by_import"  # type: ignore[attr-defined]
    assert (await importer.read(wrong["id"]))["unsettled"] == 0


async def test_the_desk_says_who_a_line_is_or_dismisses_it(chain: Chain, importer: Importer) -> None:
    here = await chain.register(importer.house, given_name="Rosa", family_name="Almeida", phone="+351910000001")
    wrong = await importer.applied("patients", csv_of(patient_row("1"), patient_row("2", **OTHER | {"channel": "fax"})))
    at = f"/imports/{wrong['id']}/lines"

    why = {"reason": "The same person, asked by telephone"}
    made(await chain.desk.post(f"{at}/2/settle", json={**why, "patient_id": here}))
    assert (await importer.read(wrong["id"]))["unsettled"] == 1
    made(await chain.desk.post(f"{at}/3/settle", json={"reason": "A test record of the old software"}))

    assert (await importer.read(wrong["id"]))["unsettled"] == 0
    assert made(await chain.desk.get("/worklist", params={"kind": "import_with_errors"}))["items"] == []
    refused(await chain.desk.post(f"{at}/3/settle", json={"reason": "Once more for nothing"}), "line-settled")
    balance = {"external_id": "c1", "patient": "1", "concern": "acne_scars", "area": "face", "modality": "pen"}
    course = csv_of(balance | {"sessions": "6", "performed": "0"})
    assert (await importer.applied("courses", course))["outcomes"] == {"created": 1}


async def test_a_course_from_elsewhere_clears_nothing_and_asks_for_a_consult(chain: Chain, importer: Importer) -> None:
    await importer.applied("patients", csv_of(patient_row("1")))
    (rosa,) = await found(chain, name="Almeida")

    applied = await importer.applied("courses", csv_of(BALANCE))

    assert applied["outcomes"] == {"created": 1}
    assert await chain.courses(rosa["id"]) == []
    (item,) = made(await chain.desk.get("/worklist", params={"patient_id": rosa["id"]}))["items"]
    assert (item["kind"], item["subject_id"]) == ("nothing_booked", rosa["id"])
    refused(
        await chain.book(
            rosa["id"],
            importer.house,
            "session",
            (await chain.slots(importer.house, "consult", limit=1))[0] | {"device_id": importer.house.pens[0]},
        ),
        "no-clearance",
    )
    await chain.booked(rosa["id"], importer.house, "consult")
    assert made(await chain.desk.get("/worklist", params={"patient_id": rosa["id"]}))["items"] == []


async def test_after_the_consult_a_course_goes_on_where_the_other_one_stood(chain: Chain, importer: Importer) -> None:
    await importer.applied("patients", csv_of(patient_row("1")))
    (rosa,) = await found(chain, name="Almeida")
    await importer.applied("courses", csv_of(BALANCE))

    consult, course = await chain.cleared(rosa["id"], importer.house)

    assert (course["sessions"], course["performed"]) == (6, 2)
    weeks = course["spacing_weeks_min"]
    assert course["next_from"] == (date(2027, 2, 15) + timedelta(weeks=weeks)).isoformat()
    balances = made(await chain.desk.get("/course-balances", params={"patient_id": rosa["id"]}))["items"]
    assert [each["course_id"] for each in balances] == [course["id"]]
    session = await chain.booked(rosa["id"], importer.house, "session", course_id=course["id"])
    recorded = await chain.treated(consult, session)
    assert recorded["number"] == 3
    changed = await importer.applied("courses", csv_of(BALANCE | {"performed": "4"}))
    assert changed["outcomes"] == {"conflict": 1}


async def test_a_balance_in_error_is_ended_and_the_consult_is_not_needed(chain: Chain, importer: Importer) -> None:
    await importer.applied("patients", csv_of(patient_row("1")))
    (rosa,) = await found(chain, name="Almeida")
    await importer.applied("courses", csv_of(BALANCE))
    (balance,) = made(await chain.desk.get("/course-balances", params={"patient_id": rosa["id"]}))["items"]

    end = f"/course-balances/{balance['id']}/end"
    made(await chain.director.post(end, json={"reason": "Refunded by the clinic before"}))

    assert made(await chain.desk.get("/worklist", params={"patient_id": rosa["id"]}))["items"] == []
    refused(await chain.director.post(end, json={"reason": "Refunded once more"}), "balance-ended")
    _, course = await chain.cleared(rosa["id"], importer.house)
    assert course["performed"] == 0


async def test_a_session_elsewhere_that_is_imported_later_reaches_what_is_booked_until_it_is_ended(
    chain: Chain, importer: Importer
) -> None:
    await importer.applied("patients", csv_of(patient_row("1")))
    (rosa,) = await found(chain, name="Almeida")
    _, course = await chain.cleared(rosa["id"], importer.house)
    booked = await chain.booked(rosa["id"], importer.house, "session", course_id=course["id"])
    yesterday = (chain.booking.clock.now() - timedelta(days=1)).date().isoformat()
    elsewhere = BALANCE | {"concern": "texture", "last_session_on": yesterday}
    await importer.applied("courses", csv_of(elsewhere))
    assert [each["code"] for each in (await chain.appointment(booked["id"]))["problems"]] == ["too_soon"]
    await importer.applied("courses", csv_of(elsewhere | {"last_session_on": "2026-12-01"}))
    assert (await chain.appointment(booked["id"]))["problems"] == []
    await importer.applied("courses", csv_of(elsewhere))
    (balance,) = made(await chain.desk.get("/course-balances", params={"patient_id": rosa["id"]}))["items"]
    made(await chain.director.post(f"/course-balances/{balance['id']}/end", json={"reason": "Of somebody else"}))
    assert (await chain.appointment(booked["id"]))["problems"] == []


@pytest.mark.parametrize("together", [True, False], ids=["in one file", "in two files"])
async def test_a_course_elsewhere_that_is_over_is_entered_once(
    chain: Chain, importer: Importer, together: bool
) -> None:
    await importer.applied("patients", csv_of(patient_row("1")))
    over = BALANCE | {"sessions": "2"}
    again = over | {"external_id": "c2"}
    for rows in [[over, again]] if together else [[over], [again]]:
        done = await importer.applied("courses", csv_of(*rows))
    (line,) = await importer.lines(done["id"], outcome="refused")
    assert "entered already" in line["problems"][0]["sentence"]
    another = await importer.applied("courses", csv_of(over | {"external_id": "c3", "last_session_on": "2026-08-03"}))
    assert another["outcomes"] == {"created": 1}


def consult_row(external_id: str, patient: str, time: str, **changes: str) -> dict[str, str]:
    row = {"external_id": external_id, "patient": patient, "kind": "consult", "day": "2027-03-10", "time": time}
    return row | changes


async def test_appointments_ahead_take_what_is_named_or_anything_free(chain: Chain, importer: Importer) -> None:
    await importer.applied("patients", csv_of(patient_row("1"), patient_row("2", **OTHER)))
    named = consult_row("a1", "1", "10:00", practitioner="Ana Reis 0", room="Room 0")

    applied = await importer.applied(
        "appointments", csv_of(named, consult_row("a2", "2", "10:00"), consult_row("a3", "2", "15:00", room="any"))
    )

    assert applied["outcomes"] == {"created": 2, "refused": 1}
    (taken,) = await importer.lines(applied["id"], outcome="refused")
    assert taken["line"] == 3
    assert "Taken at" in taken["problems"][0]["sentence"]
    booked = [each for each in await chain.events() if isinstance(each, AppointmentBooked)]
    assert [each.origin for each in booked] == ["imported", "imported"]
    again = await importer.applied("appointments", csv_of(named))
    assert again["outcomes"] == {"unchanged": 1}
    moved = await importer.applied("appointments", csv_of(named | {"time": "11:00"}))
    assert moved["outcomes"] == {"conflict": 1}


async def test_with_two_rooms_and_nurses_the_free_ones_are_found(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=("2.0", "1.0"))
    importer = Importer(chain, house)
    await importer.applied("patients", csv_of(patient_row("1"), patient_row("2", **OTHER)))

    applied = await importer.applied(
        "appointments", csv_of(consult_row("a1", "1", "10:00"), consult_row("a2", "2", "10:00")), confirm=True
    )

    assert applied["outcomes"] == {"created": 2}
    booked = [each for each in await chain.events() if isinstance(each, AppointmentBooked)]
    assert [each.origin for each in booked] == ["requested", "requested"]


async def test_a_session_ahead_needs_a_course_that_screening_has_cleared(chain: Chain, importer: Importer) -> None:
    await importer.applied("patients", csv_of(patient_row("1")))
    (rosa,) = await found(chain, name="Almeida")
    await importer.applied("courses", csv_of(BALANCE))
    session = consult_row("a1", "1", "10:00", kind="session", course="c1", day="2027-03-22")

    early = await importer.applied("appointments", csv_of(session))

    (line,) = await importer.lines(early["id"])
    assert (line["outcome"], line["problems"][0]["column"]) == ("refused", "course")
    await chain.cleared(rosa["id"], importer.house)
    late = await importer.applied("appointments", csv_of(session))
    assert late["outcomes"] == {"created": 1}, await importer.lines(late["id"])
    (booked,) = await chain.ahead(rosa["id"])
    assert (booked["kind"], booked["imported"], booked["problems"]) == ("session", True, [])


async def test_a_file_that_cannot_be_read_is_refused_as_a_whole(chain: Chain, importer: Importer) -> None:
    for content, words in (
        (b"external_id,given_name\n\xe9,x", "not utf-8"),
        (b"external_id;given_name\n", "unknown"),
        (csv_of(patient_row("1")).encode("utf-16"), "UTF-16"),
        (b'external_id,given_name,family_name,date_of_birth,channel\n1,"open\n', "cannot be read from line 2"),
    ):
        import_id = await importer.begun("patients")
        made(await importer.sent(import_id, content))
        refused(await chain.director.post(f"/imports/{import_id}/check"), "file-not-read", words, status=422)
    windows = csv_of(patient_row("1", given_name="Inês"), separator=";").encode("cp1252")
    applied = await importer.applied("patients", windows, encoding="windows-1252", separator="semicolon")
    assert applied["outcomes"] == {"created": 1}
    assert [each["given_name"] for each in await found(chain, name="ines")] == ["Inês"]


async def test_only_a_file_without_errors_is_applied_when_that_is_wanted(chain: Chain, importer: Importer) -> None:
    checked = await importer.checked("patients", csv_of(patient_row("1"), patient_row("2", channel="fax")))
    at = f"/imports/{checked['id']}"

    refused(await chain.director.post(f"{at}/apply", json={"only_without_errors": True}), "has-errors", "1 line has")
    made(await chain.director.post(f"{at}/discard"))

    assert (await importer.read(checked["id"]))["state"] == "discarded"
    refused(await chain.director.post(f"{at}/apply", json={}), "wrong-import-state")
    assert await found(chain, name="Almeida") == []


async def test_parts_are_put_together_and_a_gap_is_noticed(chain: Chain, importer: Importer) -> None:
    file = csv_of(*[patient_row(str(each), **OTHER, new_because="All alike in this test") for each in range(40)])
    import_id = await importer.begun("patients")
    half = len(file) // 2
    made(await importer.sent(import_id, file[half:], number=2))
    at = f"/imports/{import_id}"
    refused(await chain.director.post(f"{at}/check"), "file-not-read", "part of the file is missing", status=422)
    made(await importer.sent(import_id, file[:half], number=1))
    made(await chain.director.post(f"{at}/check"))
    await chain.booking.fire_timers()

    assert (await importer.read(import_id))["outcomes"] == {"created": 40}


async def test_an_import_that_nobody_applies_is_discarded(chain: Chain, importer: Importer) -> None:
    checked = await importer.checked("patients", csv_of(patient_row("1")))
    chain.booking.clock.set(chain.booking.clock.now() + timedelta(days=31))

    await chain.booking.fire_timers()

    assert (await importer.read(checked["id"]))["state"] == "discarded"


async def test_other_clinics_cannot_be_reached_by_a_file(chain: Chain, importer: Importer) -> None:
    porto = await chain.open("Europe/Madrid")
    theirs = await chain.register(porto, given_name="Rosa", family_name="Almeida", phone="+351910000001")

    applied = await importer.applied("patients", csv_of(patient_row("1", same_as=theirs)))
    (line,) = await importer.lines(applied["id"])
    assert (line["outcome"], line["problems"][0]["column"]) == ("refused", "same_as")
    booked = await importer.applied("appointments", csv_of(consult_row("a1", theirs, "10:00")))
    (line,) = await importer.lines(booked["id"])
    assert (line["outcome"], line["problems"][0]["column"]) == ("refused", "patient")


async def test_a_worker_that_dies_goes_on_with_the_next_line(
    chain: Chain, importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(lines._PIECES, ImportKind.PATIENTS, 25)
    rows = [patient_row(str(each), **OTHER, new_because="All alike in this test") for each in range(60)]
    import_id = await importer.begun("patients")
    made(await importer.sent(import_id, csv_of(*rows)))
    made(await chain.director.post(f"/imports/{import_id}/check"))
    loop = chain.booking.worker.timers.rest
    while (await importer.read(import_id))["lines_done"] == 0:
        await loop._fire_one()  # a piece, after which the worker dies
    assert (await importer.read(import_id))["lines_done"] < 60

    await chain.booking.fire_timers()
    made(await chain.director.post(f"/imports/{import_id}/apply", json={}))
    await loop._fire_one()
    await chain.booking.fire_timers()

    assert (await importer.read(import_id))["outcomes"] == {"created": 60}
    assert len(await chain.events("PatientRegistered")) == 60


async def test_an_erased_patient_is_in_no_import_any_more(chain: Chain, importer: Importer) -> None:
    applied = await importer.applied("patients", csv_of(patient_row("1")))
    (rosa,) = await found(chain, name="Almeida")

    made(await chain.director.post(f"/patients/{rosa['id']}/erase", json={"reason": "Asked for it in writing"}))

    (line,) = await importer.lines(applied["id"])
    assert (line["external_id"], line["patient_id"]) == (None, rosa["id"])
    assert (await importer.applied("patients", csv_of(patient_row("1"))))["outcomes"] == {"created": 1}


async def test_a_file_and_a_desk_that_register_one_person_at_once_make_one_record(
    chain: Chain, importer: Importer
) -> None:
    checked = await importer.checked("patients", csv_of(patient_row("1")))
    made(await chain.director.post(f"/imports/{checked['id']}/apply", json={}))
    row = patient_row("1")
    form = RegistrationForm.model_validate(
        {name: row[name] for name in row if name != "external_id"}
        | {"home_clinic_id": importer.house.clinic_id, "marketing": False}
    )

    async with chain.booking.work() as desk:
        registered = await add_patient_at_the_desk(desk, form)
        taking = asyncio.create_task(chain.booking.fire_timers())
        await waits_for_a_registration(chain)
    await taking

    (line,) = await importer.lines(checked["id"])
    assert (line["outcome"], line["problems"][0]["candidates"]) == ("refused", [str(registered)])


async def add_patient_at_the_desk(desk: Work, form: RegistrationForm) -> UUID:
    """As a desk does it, before the commit."""
    patient_id = new_id()
    await lock_registrations(desk, [form])
    await add_patient(desk, patient_id, form)
    return patient_id


async def waits_for_a_registration(chain: Chain) -> None:
    """Returns once somebody waits for a lock of registrations."""
    waiting = text(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
        " AND classid::bigint = hashtext('booking.registration')::bigint & 4294967295"
    )

    async def somebody() -> None:
        async with chain.booking.work() as work:
            assert await work.scalar(waiting) == 1

    await eventually(somebody)
