"""Serums and numbing creams: of the catalogue for a plan, on the shelf of the clinic for a session's record."""

import asyncio
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.console.pages.registry import Asked
from services.console.pages.stock.reading import read_all

SERUM, CREAM = "serum", "numbing_cream"
LONGEST_CODE = 64


@dataclass(frozen=True)
class OnShelf:
    """A lot that may be used."""

    product: str
    lot: str
    expires_on: date

    @property
    def value(self) -> str:
        """What a form sends of it."""
        return json.dumps({"name": self.product, "lot": self.lot, "expires_on": self.expires_on.isoformat()})


@dataclass(frozen=True)
class Shelf:
    """Of one clinic; empty while inventory does not answer: names are typed then."""

    serums: Sequence[OnShelf] = ()
    creams: Sequence[str] = ()
    """Their names."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the products of the clinic are called, by GTIN; cartridges too."""


async def shelf_of(asked: Asked) -> Shelf:
    """What is there and may be used, what expires first at the top."""
    found = await asked.part_of(_read(asked))
    return found.content or Shelf()


async def serums_of(asked: Asked) -> dict[str, str]:
    """The serums of the chain's catalogue, by the code that a plan has for each; none while inventory is away."""
    found = await asked.part_of(read_all(asked, "/products", 1, kind=SERUM))
    names = sorted(each["name"] for each in found.content[0]) if found.content else []
    return {code: name for name in names if (code := code_of(name))}


def code_of(name: str) -> str:
    """A product as a plan names it: ``Vitamin C (10 %)`` is ``vitamin_c_10``. Empty where nothing of it is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).lstrip("_0123456789")[:LONGEST_CODE].rstrip("_")


async def _read(asked: Asked) -> Shelf:
    (stock, _), *read = await asyncio.gather(
        read_all(asked, "/stock", clinic_id=str(asked.at.id)),
        *[read_all(asked, "/products", 1, kind=kind) for kind in (SERUM, CREAM)],
    )
    kinds = {each["gtin"]: kind for kind, (products, _) in zip((SERUM, CREAM), read, strict=True) for each in products}
    return shelf_from(stock, kinds)


def shelf_from(stock: Sequence[Mapping[str, Any]], kinds: Mapping[str, str]) -> Shelf:
    """``kinds`` says of a product by its GTIN what it is. What is expired or recalled may not be picked."""
    usable = [
        (kinds.get(each["gtin"]), OnShelf(each["product"], lot["lot"], date.fromisoformat(lot["expires_on"])))
        for each in stock
        for lot in each["lots"]
        if not lot["expired"] and not lot["recall_id"] and lot["on_hand"] + lot["reserved"] > 0
    ]
    serums = [each for kind, each in usable if kind == SERUM]
    creams = {each.product for kind, each in usable if kind == CREAM}
    names = {each["gtin"]: each["product"] for each in stock}
    return Shelf(sorted(serums, key=lambda each: (each.expires_on, each.product, each.lot)), sorted(creams), names)
