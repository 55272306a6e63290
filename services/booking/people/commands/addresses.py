"""A patient's numbers and addresses: given, put in order, proven, taken away."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import update

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from contracts.booking.patients import ContactPreferencesChanged, PatientChanged, PatientDetails
from contracts.notifications.messages import ContactConfirmed
from services.booking.people.access import require_patient
from services.booking.people.commands.contact_changes import ask_for, publish_replaced
from services.booking.people.domain.addresses import (
    Address,
    AddressEnded,
    Fields,
    Proof,
    Whose,
    added,
    agree,
    confirmed,
    fields_of,
    first_addresses,
    following,
    in_order,
    stored_as,
    without,
)
from services.booking.people.domain.contact_changes import (
    ChangePolicy,
    ContactChange,
    ContactChangeStatus,
    ContactKind,
    kind_of,
)
from services.booking.people.domain.patients import Channel
from services.booking.people.forms.addresses import (
    AddedAddressView,
    AddressEndForm,
    AddressForm,
    AddressOrderForm,
    AddressProofForm,
    AddressView,
    OrderedAddressesView,
)
from services.booking.people.forms.contact_changes import ContactChangeView
from services.booking.people.store import addresses as store
from services.booking.people.store.contact_changes import find_change, settle
from services.booking.people.store.finding import stored_keys
from services.booking.people.store.patients import lock_patient
from services.booking.people.tables import patients

REPLACED = "another one took its place"
"""Why an address ended that was changed as the field of a patient."""
MERGED = "the record was merged into another one"


async def add_address(work: Work, patient_id: UUID, form: AddressForm, policy: ChangePolicy) -> AddedAddressView:
    """Staff add one at once, at the end of the order; one that the patient gives waits until its code comes back.

    Raises NotFound, Forbidden, RecordMerged, AddressKnown, TooManyAddresses, TooManyChanges.
    """
    patient, right, held = await _lock(work, patient_id)
    given = Address(form.channel, form.address, form.whose)
    wanted = added(held, given)
    if right is Right.OWN:
        asked = {"adds": form.channel.value, "whose": form.whose.value}
        waiting = await ask_for(work, patient_id, kind_of(form.channel), form.address, policy, **asked)
        return AddedAddressView(address=None, contact_change=waiting)
    work.audit("patient.address_added", f"patient/{patient_id}", channel=form.channel.value, whose=form.whose.value)
    kept = await set_addresses(work, patient, held, wanted)
    return AddedAddressView(address=await _view(work, patient_id, kept[-1].id), contact_change=None)


async def order_addresses(work: Work, patient_id: UUID, form: AddressOrderForm) -> OrderedAddressesView:
    """The first is tried first, and its channel is the one that the patient prefers.

    Raises NotFound, Forbidden, RecordMerged, Invalid.
    """
    patient, _, held = await _lock(work, patient_id)
    kept = await set_addresses(work, patient, held, in_order(held, form.address_ids))
    return OrderedAddressesView(address_ids=[each.id for each in kept if each.id])


async def end_address(work: Work, patient_id: UUID, address_id: UUID, form: AddressEndForm) -> AddressView:
    """It is the patient's no longer, or never was: nothing more goes there, and who has it is told.

    Raises NotFound, Forbidden, RecordMerged, AddressEnded, Unreachable.
    """
    patient, _, held = await _lock(work, patient_id)
    row = await _held(work, patient_id, address_id)
    left = without(held, address_id)
    work.audit("patient.address_ended", f"patient/{patient_id}", channel=row.channel, reason=form.reason)
    await set_addresses(work, patient, held, left, because=form.reason)
    if all(each.address != row.address for each in left):
        publish_replaced(work, patient_id, [ContactChange(kind_of(Channel(row.channel)), row.address, None)])
    return await _view(work, patient_id, address_id)


async def prove_address(work: Work, patient_id: UUID, address_id: UUID, form: AddressProofForm) -> AddressView:
    """A colleague saw or heard that the patient is reached there. Raises NotFound, Forbidden, AddressEnded."""
    patient, _, _ = await _lock(work, patient_id)
    row = await _held(work, patient_id, address_id)
    work.audit("patient.address_proven", f"patient/{patient_id}", channel=row.channel, note=form.note)
    await store.prove_addresses(work, [address_id], Proof.DESK)
    await publish_addresses(work, patient, await store.addresses_of(work, patient_id))
    return await _view(work, patient_id, address_id)


async def ask_for_proof(work: Work, patient_id: UUID, address_id: UUID, policy: ChangePolicy) -> ContactChangeView:
    """Have a code sent there; nobody else is told, for nothing changes.

    Raises NotFound, Forbidden, RecordMerged, AddressEnded, TooManyChanges.
    """
    await _lock(work, patient_id)
    row = await _held(work, patient_id, address_id)
    return await ask_for(work, patient_id, kind_of(Channel(row.channel)), row.address, policy, proves=address_id)


async def apply_confirmed(work: Work, event: ContactConfirmed) -> None:
    """The code came back: the address holds from now on where it was wanted, and is proven.

    Nothing, when the change was withdrawn.
    """
    patient = await lock_patient(work, event.patient_id)
    change = await find_change(work, event.patient_id, event.change_id)
    if change is None or not await settle(work, event.change_id, ContactChangeStatus.CONFIRMED):
        return
    held = await held_addresses(work, patient)
    if change.proves is not None:
        wanted = held
    elif change.adds is not None:
        wanted = confirmed(held, Address(Channel(change.adds), change.address, Whose(change.whose)))
    else:
        before = fields_in(patient)
        wanted = following(held, before, replace(before, **{ContactKind(change.kind).value: change.address}))
    kept = await store_addresses(work, patient.id, held, wanted)
    there = change.address.casefold()
    proven = [each.id for each in kept if each.id and each.address.casefold() == there]
    await store.prove_addresses(work, proven, Proof.CODE)
    await publish_addresses(work, patient, await store.addresses_of(work, patient.id))


async def held_addresses(work: Work, patient: Row) -> list[Address]:
    """Those of a locked patient that hold, in order.

    A record that a release from before addresses changed has fields that say more than its list: they win.
    """
    held, fields = await store.addresses_of(work, patient.id), fields_in(patient)
    if not held:
        return await store.keep_addresses(work, patient.id, first_addresses(fields))
    if not agree(held, fields):
        return await store_addresses(work, patient.id, held, following(held, fields_of(held, fields.channel), fields))
    return held


async def store_addresses(
    work: Work, patient_id: UUID, held: Sequence[Address], wanted: Sequence[Address], because: str = REPLACED
) -> list[Address]:
    """The list is this from now on; what is not in it ends. Publishes nothing."""
    wanted = stored_as(held, wanted)
    if wanted == list(held):
        return wanted
    left = {each.id for each in wanted}
    ended = [each.id for each in held if each.id and each.id not in left]
    if ended:
        await store.end_addresses(work, ended, because)
    return await store.keep_addresses(work, patient_id, wanted)


async def set_addresses(
    work: Work, patient: Row, held: Sequence[Address], wanted: Sequence[Address], because: str = REPLACED
) -> list[Address]:
    """Store the list, with the fields that older clients read, and publish it."""
    kept = await store_addresses(work, patient.id, held, wanted, because)
    await publish_addresses(work, patient, kept)
    return kept


async def publish_addresses(work: Work, patient: Row, addresses: Sequence[Address]) -> None:
    """The patient's fields follow the list, and listeners hear of both."""
    fields = fields_of(addresses, Channel(patient.channel))
    changed: dict[str, Any] = {"phone": fields.phone, "email": fields.email, "channel": fields.channel.value}
    now = {**patient._mapping, **changed}
    keys = stored_keys(now["given_name"], now["family_name"], *(each.address for each in addresses))
    values = {**changed, "version": patient.version + 1, "found_by": keys}
    await work.execute(update(patients).where(patients.c.id == patient.id).values(**values))
    work.publish(PatientChanged(patient_id=patient.id, details=details_of(now, addresses)))
    if fields.channel != patient.channel:
        wishes = ContactPreferencesChanged(patient_id=patient.id, channel=fields.channel, marketing=patient.marketing)
        work.publish(wishes)


def fields_in(patient: Row) -> Fields:
    """What a patient's row says to clients that know one number and one address."""
    return Fields(patient.phone, patient.email, Channel(patient.channel))


def details_of(columns: dict[str, Any], addresses: Sequence[Address]) -> PatientDetails:
    """What is published of a patient."""
    listed = [
        {
            "channel": each.channel.value,
            "address": each.address,
            "whose": each.whose.value,
            "proven_at": each.proven_at,
        }
        for each in addresses
    ]
    return PatientDetails.model_validate({**columns, "addresses": listed})


async def _lock(work: Work, patient_id: UUID) -> tuple[Row, Right, list[Address]]:
    patient = await lock_patient(work, patient_id)
    right = await require_patient(work, patient)
    return patient, right, await held_addresses(work, patient)


async def _held(work: Work, patient_id: UUID, address_id: UUID) -> Row:
    row = await store.find_address(work, patient_id, address_id)
    if row is None:
        raise NotFound("This patient has no such number or address: list them.")
    if row.ended_at is not None:
        raise AddressEnded("This number or address was taken away: give it again to use it.")
    return row


async def _view(work: Work, patient_id: UUID, address_id: UUID | None) -> AddressView:
    assert address_id is not None
    row = await store.find_address(work, patient_id, address_id)
    return AddressView.model_validate(row)
