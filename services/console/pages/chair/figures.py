"""What is known about a plan before it is recorded: the protocol that would be followed, and how deep it may go."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from services.console.pages.chair.consult_form import ZONED, device_of
from services.console.pages.chair.given import Given, number, text, ticked
from services.console.pages.registry import Asked
from services.console.pages.vocabulary import AREAS


@dataclass(frozen=True)
class Depth:
    """The limits of one area of a plan."""

    area: str
    planned_mm: Decimal | None
    limits: Mapping[str, Any]

    @property
    def too_deep(self) -> bool:
        """Whether the plan is deeper than the rules in force let anybody go."""
        most = self.limits["max_depth_mm"]
        return most is not None and self.planned_mm is not None and self.planned_mm > Decimal(most)


@dataclass(frozen=True)
class Figures:
    """What is known; nothing before concern, area and device are chosen."""

    protocol: Mapping[str, Any] | None
    protocols: Mapping[str, Any]
    """Version and signature of the protocols."""
    depths: tuple[Depth, ...]


async def figures_of(asked: Asked, given: Given) -> Figures | None:
    """For the plan so far; None before concern, area and device are chosen. Raises Refused, Unavailable."""
    model, modality = device_of(given)
    concern, area = text(given, "concern"), text(given, "area")
    if not (model and modality and concern and area):
        return None
    areas = [area, *(code for code in ticked(given, "also-", AREAS) if code != area)]
    protocols, *limits = await asyncio.gather(
        asked.read_from("booking", "/protocols"),
        *(_limits(asked, given, each, first=each == area) for each in areas),
    )
    depths = tuple(
        Depth(each, _depth(given, "depth" if each == area else f"depth-{each}"), found)
        for each, found in zip(areas, limits, strict=True)
    )
    return Figures(followed(protocols["items"], concern, area, modality), protocols, depths)


def followed(
    protocols: Iterable[Mapping[str, Any]], concern: str, area: str, modality: str
) -> Mapping[str, Any] | None:
    """The protocol that booking would follow: of those that fit, the one with the lowest precedence."""
    fit = (
        each
        for each in protocols
        if concern in each["concerns"] and area in each["areas"] and modality == each["modality"]
    )
    return min(fit, key=lambda each: int(each["precedence"]), default=None)


async def _limits(asked: Asked, given: Given, area: str, *, first: bool) -> Any:
    model, modality = device_of(given)
    zone = text(given, "zone" if first else f"zone-{area}") if modality == "rf" and area in ZONED else None
    wanted = {"clinic_id": str(asked.at.id), "modality": modality, "device_model": model, "area": area, "zone": zone}
    return await asked.read_from("screening", "/depth-limits", **wanted)


def _depth(given: Given, name: str) -> Decimal | None:
    try:
        return Decimal(number(given, name) or "")
    except InvalidOperation:
        return None
