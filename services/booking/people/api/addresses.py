"""Numbers and addresses by which a patient is reached."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import Invalid, NotFound
from services.booking.access import ADDRESSES_PROVE, PATIENTS_EDIT, PATIENTS_READ
from services.booking.people.commands import addresses as commands
from services.booking.people.domain.addresses import AddressEnded, AddressKnown, TooManyAddresses
from services.booking.people.domain.contact_changes import ChangePolicy, TooManyChanges
from services.booking.people.domain.refusals import RecordMerged, Unreachable
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
from services.booking.people.queries import addresses as queries
from services.booking.people.settings import contact_change_policy

router = api_router("patients")


async def _policy() -> ChangePolicy:
    return contact_change_policy()


Policy = Annotated[ChangePolicy, Depends(_policy)]


@router.get("/patients/{patient_id}/addresses", dependencies=[allow(PATIENTS_READ)])
@refuses(NotFound, RecordMerged)
async def list_addresses(
    work: Transaction,
    patient_id: UUID,
    paging: PageQuery,
    ended: Annotated[bool, Query(description="true: also those that were taken away, with why.")] = False,
) -> Page[AddressView]:
    """Numbers and e-mail addresses of a patient, in the order in which messages try them."""
    return await queries.list_addresses(work, patient_id, paging, ended=ended)


@router.post("/patients/{patient_id}/addresses", status_code=201, dependencies=[allow(PATIENTS_EDIT)])
@refuses(AddressKnown, NotFound, RecordMerged, TooManyAddresses, TooManyChanges)
async def add_address(work: Transaction, patient_id: UUID, form: AddressForm, policy: Policy) -> AddedAddressView:
    """Add a number or e-mail address at the end of the order, with whose it is.

    What staff add holds at once. What patients add for themselves waits in `contact_change` until they give the code
    back that is sent there; who has the present one is told.
    """
    return await commands.add_address(work, patient_id, form, policy)


@router.put("/patients/{patient_id}/address-order", dependencies=[allow(PATIENTS_EDIT)])
@refuses(Invalid, NotFound, RecordMerged)
async def order_addresses(work: Transaction, patient_id: UUID, form: AddressOrderForm) -> OrderedAddressesView:
    """Say in which order messages try a patient's addresses; the channel of the first is the preferred one."""
    return await commands.order_addresses(work, patient_id, form)


@router.post("/patients/{patient_id}/addresses/{address_id}/end", dependencies=[allow(PATIENTS_EDIT)])
@refuses(AddressEnded, NotFound, RecordMerged, Unreachable)
async def end_address(work: Transaction, patient_id: UUID, address_id: UUID, form: AddressEndForm) -> AddressView:
    """Take a number or address away, with the reason: nothing more is sent there, and who has it is told."""
    return await commands.end_address(work, patient_id, address_id, form)


@router.post("/patients/{patient_id}/addresses/{address_id}/prove", dependencies=[allow(ADDRESSES_PROVE)])
@refuses(AddressEnded, NotFound, RecordMerged)
async def prove_address(work: Transaction, patient_id: UUID, address_id: UUID, form: AddressProofForm) -> AddressView:
    """Write down that the patient is reached there, and how that is known: you called it, or saw it."""
    return await commands.prove_address(work, patient_id, address_id, form)


@router.post("/patients/{patient_id}/addresses/{address_id}/ask-for-proof", dependencies=[allow(PATIENTS_EDIT)])
@refuses(AddressEnded, NotFound, RecordMerged, TooManyChanges)
async def ask_for_proof(work: Transaction, patient_id: UUID, address_id: UUID, policy: Policy) -> ContactChangeView:
    """Have a code sent to an address that the patient has; given back, it proves that they are reached there."""
    return await commands.ask_for_proof(work, patient_id, address_id, policy)
