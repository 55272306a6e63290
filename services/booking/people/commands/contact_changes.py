"""A patient's new number or address waits until it is confirmed; staff replace one at once, with a reason."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.refusals import Invalid, NotFound
from chassis.work import Work
from contracts.booking.patients import (
    ContactChangeRequested,
    ContactChangeWithdrawn,
    ContactReplaced,
)
from services.booking.people.access import require_patient
from services.booking.people.domain.contact_changes import (
    ChangePolicy,
    ContactChange,
    ContactChangeStatus,
    ContactKind,
    require_within_day,
)
from services.booking.people.forms.contact_changes import ContactChangeView
from services.booking.people.store import contact_changes as store
from services.booking.people.store.patients import lock_patient


async def replace_by_staff(work: Work, patient: Row, changes: Sequence[ContactChange], reason: str | None) -> None:
    """Audit it, and have the former address told. What waited is void. Raises Invalid without a reason."""
    if not changes:
        return
    if reason is None:
        raise Invalid("Say why the telephone number or e-mail address is another one: give a reason.")
    kinds = [change.kind for change in changes]
    work.audit("patient.contact_changed", f"patient/{patient.id}", reason=reason, kinds=[each.value for each in kinds])
    await _withdraw(work, patient.id, kinds)
    publish_replaced(work, patient.id, changes)


async def ask_to_confirm(
    work: Work, patient: Row, changes: Sequence[ContactChange], policy: ChangePolicy
) -> list[ContactChangeView]:
    """The patient asks: what is taken away goes at once, a new address waits. Raises TooManyChanges."""
    if not changes:
        return []
    await _withdraw(work, patient.id, [change.kind for change in changes])
    publish_replaced(work, patient.id, [change for change in changes if change.wanted is None])
    wanted = [(change.kind, change.wanted) for change in changes if change.wanted is not None]
    require_within_day(await store.changes_within_a_day(work, patient.id), len(wanted), policy)
    return [await _ask(work, patient.id, kind, address, policy) for kind, address in wanted]


async def ask_for(
    work: Work, patient_id: UUID, kind: ContactKind, address: str, policy: ChangePolicy, **purpose: Any
) -> ContactChangeView:
    """A code goes to an address that is to be added, or proven; ``purpose`` says which. Raises TooManyChanges."""
    await _withdraw(work, patient_id, [kind])
    require_within_day(await store.changes_within_a_day(work, patient_id), 1, policy)
    return await _ask(work, patient_id, kind, address, policy, **purpose)


async def _ask(
    work: Work, patient_id: UUID, kind: ContactKind, address: str, policy: ChangePolicy, **purpose: Any
) -> ContactChangeView:
    row = await store.keep_pending(work, patient_id, kind, address, work.now + policy.lasts, **purpose)
    work.publish(
        ContactChangeRequested(
            change_id=row.id,
            patient_id=patient_id,
            kind=kind.value,
            address=address,
            requested_at=work.now,
            until=row.until,
            proves=row.proves is not None,
        )
    )
    return ContactChangeView.model_validate(row)


async def withdraw_change(work: Work, patient_id: UUID, change_id: UUID) -> ContactChangeView:
    """The patient, or the desk for them, objects. Asked again, it answers the same. Raises NotFound, Forbidden."""
    await require_patient(work, await lock_patient(work, patient_id))
    row = await store.find_change(work, patient_id, change_id)
    if row is None:
        raise NotFound("There is no such change of this patient's contact.")
    if row.status != ContactChangeStatus.PENDING:
        return ContactChangeView.model_validate(row)
    await store.settle(work, change_id, ContactChangeStatus.WITHDRAWN)
    _publish_withdrawn(work, patient_id, change_id)
    return ContactChangeView.model_validate({**row._mapping, "status": ContactChangeStatus.WITHDRAWN})


async def withdraw_all(work: Work, patient_id: UUID) -> None:
    """No change of the contact of a patient, whose row is locked, waits any longer."""
    await _withdraw(work, patient_id, list(ContactKind))


async def _withdraw(work: Work, patient_id: UUID, kinds: Sequence[ContactKind]) -> None:
    for change_id in await store.end_pending(work, patient_id, kinds):
        _publish_withdrawn(work, patient_id, change_id)


def _publish_withdrawn(work: Work, patient_id: UUID, change_id: UUID) -> None:
    work.publish(ContactChangeWithdrawn(change_id=change_id, patient_id=patient_id, withdrawn_at=work.now))


def publish_replaced(work: Work, patient_id: UUID, changes: Sequence[ContactChange]) -> None:
    """Whoever has a former address is told that it is not the patient's any longer."""
    for change in changes:
        if change.former is not None:
            work.publish(
                ContactReplaced(
                    patient_id=patient_id, kind=change.kind.value, former=change.former, replaced_at=work.now
                )
            )
