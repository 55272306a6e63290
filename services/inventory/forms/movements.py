"""Cartridges that a person moves."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, OneLine, View
from services.inventory.domain.movements import Act
from services.inventory.forms.fields import Words
from services.inventory.forms.lines import LineItem


class MovementForm(LineItem):
    """What is done with which cartridges, scanned or named, and why."""

    clinic_id: UUID
    act: Act
    reason: Words
    reference: Annotated[str, OneLine, Field(min_length=1, max_length=100)] | None = None
    """The supplier's number for the return, or what else the movement is filed under."""

    counted_again: bool = False
    """More are found than ever came here, and somebody looked twice."""


class CorrectionForm(Form):
    """Why a movement was a mistake."""

    reason: Words


class MovementView(View):
    """A movement that was entered; GET /v1/lots/{gtin}/{lot} shows where the lot's cartridges are now."""

    id: UUID
    """Of its entry in the ledger: with it the movement is taken back."""
    clinic_id: UUID
    gtin: str
    lot: str
    serials: list[str]
    """The numbers of what was moved; empty where none of it has one."""
