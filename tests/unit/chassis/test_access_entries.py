"""What is written into the access log of a request that concerned many patients."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

from pydantic_core import to_json

from chassis.access.access import Access
from chassis.access.actors import Actor, Role
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope
from chassis.access_log.entries import as_json, entries_of
from chassis.events.envelope import Cause

AT = datetime(2027, 3, 9, 10, 0, 0, 250_000, tzinfo=UTC)
CLINICS = [uuid4(), uuid4(), None]


class Shown:
    """A row of a list."""

    def __init__(self, patient_id: UUID, clinic_id: UUID | None) -> None:
        self.patient_id, self.clinic_id = patient_id, clinic_id


def read(actor: str, rows: list[Shown]) -> Access:
    access = Access(
        Policy(), Actor(actor, frozenset({Role.OWNER, Role.AUDITOR}), None), Scope("uses:read", About.PATIENT)
    )
    access.operation = "list_uses"
    access.show(rows)
    return access


def test_what_entries_share_is_written_once_and_reads_as_if_each_had_been_written_whole() -> None:
    rows = [Shown(uuid4(), CLINICS[number % 3]) for number in range(60)]
    waiting = [
        *entries_of(read('ana "the first"\\', rows), Cause("one"), AT, "read"),
        *entries_of(read("ana", rows), Cause("two"), AT, "read"),
        *entries_of(read("ana", rows[:3]), Cause("two"), AT.replace(second=1), "written"),
    ]
    assert json.loads(as_json(waiting)) == json.loads(to_json([each._asdict() for each in waiting]))
    assert len({each.id for each in waiting}) == len(waiting) == 123
    assert [each.id for each in waiting] == sorted(each.id for each in waiting), "by when they were made"


def test_each_patient_and_clinic_of_a_list_has_an_entry() -> None:
    rows = [Shown(uuid4(), CLINICS[0]) for _ in range(4)]
    entries = entries_of(read("ana", [*rows, *rows]), Cause("one"), AT, "read")
    assert [each.patient_id for each in entries] == [each.patient_id for each in rows]
    assert {(each.actor, each.roles, each.action, each.reason) for each in entries} == {
        ("ana", "auditor,owner", "uses:read", "staff")
    }
    assert as_json([]) == "[]"
