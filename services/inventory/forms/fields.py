"""Fields that several bodies have."""

from typing import Annotated

from pydantic import Field

Lot = Annotated[str, Field(min_length=1, max_length=20, description="The manufacturer's lot, GS1 (10).")]
Serial = Annotated[str, Field(min_length=1, max_length=20, description="Of one cartridge, GS1 (21).")]
Gtin = Annotated[str, Field(min_length=8, max_length=14, description="GTIN-8 to GTIN-14, with its check digit.")]
Count = Annotated[int, Field(ge=1, le=100_000, description="Single cartridges.")]
Words = Annotated[str, Field(min_length=3, max_length=500)]
