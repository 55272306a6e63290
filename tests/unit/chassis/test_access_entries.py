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
    written = json.loads(as_json(waiting))
    ids = [each.pop("id") for each in written]
    whole = [
        {
            "patient_id": row.patient_id,
            "at": at,
            "actor": actor,
            "roles": "auditor,owner",
            "action": "uses:read",
            "operation": "list_uses",
            "clinic_id": row.clinic_id,
            "reason": "staff",
            "outcome": outcome,
            "correlation_id": correlation_id,
        }
        for actor, shown, correlation_id, at, outcome in (
            ('ana "the first"\\', rows, "one", AT, "read"),
            ("ana", rows, "two", AT, "read"),
            ("ana", rows[:3], "two", AT.replace(second=1), "written"),
        )
        for row in shown
    ]
    assert written == json.loads(to_json(whole))
    assert len(set(ids)) == len(ids) == 123
    assert ids == sorted(ids), "by when they were made"


def test_each_patient_and_clinic_of_a_list_has_an_entry() -> None:
    rows = [Shown(uuid4(), CLINICS[0]) for _ in range(4)]
    entries = json.loads(as_json(entries_of(read("ana", [*rows, *rows]), Cause("one"), AT, "read")))
    assert [each["patient_id"] for each in entries] == [str(each.patient_id) for each in rows]
    assert as_json([]) == "[]"
