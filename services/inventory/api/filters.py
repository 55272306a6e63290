"""Filters that several lists have."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator

from services.inventory.commands.products import read_gtin

ClinicQuery = Annotated[UUID | None, Query(description="Left out: every clinic that the caller works for.")]
GtinQuery = Annotated[
    Annotated[str, AfterValidator(read_gtin)] | None,
    Query(description="A GTIN with its check digit: 8, 12, 13 and 14 digits name the same product."),
]
"""A list's ``gtin``, as 14 digits. A route that has it refuses GtinInvalid."""
