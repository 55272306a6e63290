"""Numbers and addresses by which a patient is reached."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from chassis.http import Form, OneLine, View
from contact_details.email import normal_address
from contact_details.phone import e164
from services.booking.people.domain.addresses import MOST_ADDRESSES, Proof, Whose
from services.booking.people.domain.patients import Channel
from services.booking.people.forms.contact_changes import ContactChangeView
from services.booking.people.forms.fields import Reason


class AddressForm(Form):
    """A further number or address."""

    channel: Channel = Field(description="whatsapp: only with the patient's agreement, which this records")
    address: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254), OneLine] = Field(
        description="a telephone number with its country code, or an e-mail address"
    )
    whose: Whose = Field(default=Whose.OWN, description="who reads what is sent there")

    @field_validator("address")
    @classmethod
    def _as_stored(cls, address: str, info: ValidationInfo) -> str:
        channel = info.data.get("channel")
        if channel is None:
            return address
        return normal_address(address) if channel is Channel.EMAIL else e164(address)


class AddressOrderForm(Form):
    """In which order a patient is to be reached."""

    address_ids: list[UUID] = Field(
        min_length=1, max_length=MOST_ADDRESSES, description="all that hold now, the one to try first at the top"
    )


class AddressEndForm(Form):
    """Why it is the patient's no longer, or never was."""

    reason: Reason


class AddressProofForm(Form):
    """How it is known that the patient is reached there."""

    note: Reason


class AddressView(View):
    """A number or address of a patient on one channel."""

    id: UUID
    patient_id: UUID
    channel: Channel
    address: str
    whose: Whose
    given_by: str | None
    """The subject of a token; null: from before this was kept."""
    given_at: datetime | None
    proven_at: datetime | None
    """Since when it is known that the patient is reached there."""
    proven_how: Proof | None
    ended_at: datetime | None
    ended_because: str | None


class AddedAddressView(View):
    """What became of an address that was given: it holds, or it waits until the patient gives its code back."""

    address: AddressView | None
    contact_change: ContactChangeView | None
    """A code was sent there: `notifications POST /v1/contact-changes/{change_id}/confirm` takes it."""


class OrderedAddressesView(View):
    """The addresses that hold, the one that is tried first at the top."""

    address_ids: list[UUID]
