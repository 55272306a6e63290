"""Lines of patients that are taken together become what each of them would have become alone."""

import random
from typing import Any

import pytest
from sqlalchemy import text

from services.booking.exchange.commands import lines, patients_together
from services.booking.exchange.domain.kinds import ImportKind
from tests.integration.booking.chain import Chain, House, made
from tests.integration.booking.importing import Importer, csv_of, patient_row

NAMES = ("Rosa", "Rosamaria", "Eva", "Ines", "Jana")
BIRTHDAYS = ("1990-05-04", "1985-01-31", "1971-12-24", "31/31/1990")
PHONES = tuple(f"+35191234567{number}" for number in range(8))
STRANGERS = [
    patient_row(str(number), phone=phone, date_of_birth=f"1990-05-0{number + 1}") for number, phone in enumerate(PHONES)
]
"""People who have nothing but their names in common."""


class _Undone(Exception):
    pass


@pytest.fixture
def importer(chain: Chain, lisbon: House) -> Importer:
    return Importer(chain, lisbon)


@pytest.mark.parametrize("seed", range(4))
async def test_a_line_becomes_what_it_becomes_alone(
    chain: Chain, importer: Importer, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People who share names, birthdays and numbers, some of whom are known, changed, linked, or said to be new."""
    chosen = random.Random(seed)
    before = [a_patient(chosen, str(number)) for number in range(1, 12)]
    here = await chain.register(importer.house, given_name="Rosa", phone=PHONES[0])
    await importer.applied("patients", csv_of(*before))
    unchanged = chosen.sample(before, 8)
    others = [a_patient(chosen, str(number)) for number in range(6, 50)]
    names = {row["external_id"] for row in unchanged}
    file = [*unchanged, *(row for row in others if row["external_id"] not in names), patient_row("link", same_as=here)]
    chosen.shuffle(file)
    for phase in ("checked", "applied"):
        import_id = await importer.begun("patients")
        made(await importer.sent(import_id, csv_of(*file)))
        made(await chain.director.post(f"/imports/{import_id}/check"))
        if phase == "applied":
            await chain.booking.fire_timers()
            made(await chain.director.post(f"/imports/{import_id}/apply", json={}))
        together = await what_becomes(chain, import_id)
        with monkeypatch.context() as patch:
            patch.setattr(lines, "FEWEST_TOGETHER", 10_000)
            alone = await what_becomes(chain, import_id)
        assert together == alone
        assert {outcome for outcome, _, _ in together[0].values()} >= {"created", "unchanged", "refused"}


@pytest.mark.parametrize("seed", range(4))
async def test_the_check_says_of_each_line_what_applying_the_file_does(
    chain: Chain, importer: Importer, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where people of one file look like each other, in one piece or in several."""
    chosen = random.Random(seed)
    monkeypatch.setitem(lines._PIECES, ImportKind.PATIENTS, chosen.choice([7, 200]))
    rows = [a_patient(chosen, str(number)) for number in range(1, 40)]
    checked = await importer.checked("patients", csv_of(*rows))
    for _ in rows:
        await chain.booking.fire_timers()
    said = await importer.outcomes(checked["id"])
    made(await chain.director.post(f"/imports/{checked['id']}/apply", json={}))
    for _ in rows:
        await chain.booking.fire_timers()
    assert await importer.outcomes(checked["id"]) == said
    assert {"created", "refused"} <= set(said)


async def test_the_check_names_the_earlier_line_and_keeps_nothing_of_it_once_applied(
    chain: Chain, importer: Importer
) -> None:
    twice = patient_row("2", given_name="Rosamaria", phone="+351 910 000 001", date_of_birth="1991-01-01")
    another = patient_row("3", phone="+351910000001", new_because="His son has the same telephone number")
    checked = await importer.checked("patients", csv_of(patient_row("1"), twice, another))
    one, two, three = await importer.lines(checked["id"])
    assert [each["outcome"] for each in (one, two, three)] == ["created", "refused", "created"]
    (problem,) = two["problems"]
    assert (problem["column"], "the one of line 2" in problem["sentence"]) == ("new_because", True)
    made(await chain.director.post(f"/imports/{checked['id']}/apply", json={}))
    await chain.booking.fire_timers()
    async with chain.booking.work() as work:
        kept = (await work.execute(text("SELECT FROM import_lines WHERE found_by IS NOT NULL"))).all()
    assert kept == []


async def test_when_taking_them_together_fails_each_is_taken_alone(
    chain: Chain, importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(patients_together, "keep_all_known", fails)
    assert (await importer.applied("patients", csv_of(*STRANGERS[:3])))["outcomes"] == {"created": 3}
    assert len(await chain.events("PatientRegistered")) == 3


async def test_new_patients_who_raise_no_question_are_never_taken_alone(
    chain: Chain, importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "_take", None)
    assert (await importer.checked("patients", csv_of(*STRANGERS)))["outcomes"] == {"created": len(STRANGERS)}


def a_patient(chosen: random.Random, external_id: str) -> dict[str, str]:
    row = patient_row(
        external_id,
        given_name=chosen.choice(NAMES),
        date_of_birth=chosen.choice(BIRTHDAYS),
        phone=chosen.choice(PHONES),
    )
    return row | ({"new_because": "I know them both"} if chosen.random() < 0.3 else {})


async def what_becomes(chain: Chain, import_id: str) -> tuple[dict[int, tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Of each line its outcome, its problems and whom it became, and the patients there are; all of it undone again."""
    rows: Any = ()
    people: Any = ()
    try:
        async with chain.booking.work() as work:
            await lines.take_lines(work, import_id)  # type: ignore[arg-type]
            of = {"of": import_id}
            rows = (await work.execute(text("SELECT * FROM import_lines WHERE import_id = :of"), of)).all()
            people = (await work.execute(text("SELECT * FROM patients"))).all()
            raise _Undone
    except _Undone:
        pass
    number_of = {str(row.subject_id): row.line for row in rows if row.outcome == "created" and row.subject_id}
    became = {
        row.line: (
            row.outcome,
            [
                each | {"candidates": {number_of.get(id, id) for id in each.get("candidates", ())}}
                for each in row.problems
            ],
            row.subject_id and number_of.get(str(row.subject_id), row.subject_id),
        )
        for row in rows
    }
    return became, sorted((p.given_name, p.phone, str(p.date_of_birth), p.version, str(p.found_by)) for p in people)
