"""What the practitioner plans and found: where, with what, how deep, which products, and what is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from contracts.vocabulary import Modality

NAMED: Final = frozenset(
    {
        "concern",
        "area",
        "modality",
        "device_model",
        "depth_mm",
        "cream_planned",
        "cream_percent",
        "cream_covered",
        "infused",
        "infused_without_reason",
    }
)
"""The facts of a plan that a rule may name."""


@dataclass(frozen=True, slots=True)
class FurtherArea:
    """Another area of the same plan."""

    area: str
    depth_mm: Decimal
    zone: str | None = None
    left_out: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """As JSON, without what nobody said."""
        plain = {
            "area": self.area,
            "depth_mm": str(self.depth_mm),
            "zone": self.zone,
            "left_out": list(self.left_out) or None,
        }
        return {name: value for name, value in plain.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the practitioner plans; depth in millimetres. Area and concern are booking's words: new ones may come.

    None, and an empty tuple, is what the practitioner did not say.
    """

    concern: str
    area: str
    modality: Modality
    device_model: str
    depth_mm: Decimal
    zone: str | None = None
    """RF on the face: which zone of it."""
    left_out: tuple[str, ...] = ()
    """Places in the area that the practitioner leaves out."""
    cream: bool | None = None
    """Whether an anaesthetic cream is planned."""
    cream_percent: Decimal | None = None
    """Its lidocaine, in percent."""
    cream_wrapped: bool | None = None
    """Whether it is covered while it acts."""
    product: str | None = None
    """What is put on the skin."""
    product_infused: bool | None = None
    """True when the needles carry it into the skin, false when it stays on the skin."""
    infusion_reasoned: bool | None = None
    """Whether the practitioner gave a reason for the infusion."""
    further: tuple[FurtherArea, ...] = ()
    """The other areas: each is weighed like the first."""

    def each_area(self) -> tuple["Plan", ...]:
        """The plan for each of its areas alone, the first one first."""
        first = replace(self, further=())
        return (
            first,
            *(
                replace(first, area=each.area, depth_mm=each.depth_mm, zone=each.zone, left_out=each.left_out)
                for each in self.further
            ),
        )

    @property
    def cream_planned(self) -> bool:
        """Whether a cream is planned, as far as anybody said."""
        return self.cream is True

    @property
    def cream_covered(self) -> bool:
        """Whether it is to be covered, as far as anybody said."""
        return self.cream_wrapped is True

    @property
    def infused(self) -> bool:
        """Whether a product is carried into the skin. A product of which nobody said how it is used counts as one."""
        return self.product_infused is True or (self.product is not None and self.product_infused is None)

    @property
    def infused_without_reason(self) -> bool:
        """Whether it is, and nobody gave a reason."""
        return self.infused and self.infusion_reasoned is not True

    def stored(self) -> dict[str, Any]:
        """As JSON, without what nobody said."""
        plain = {
            "concern": self.concern,
            "area": self.area,
            "modality": self.modality.value,
            "device_model": self.device_model,
            "depth_mm": str(self.depth_mm),
            "zone": self.zone,
            "left_out": list(self.left_out) or None,
            "cream": self.cream,
            "cream_percent": None if self.cream_percent is None else str(self.cream_percent),
            "cream_wrapped": self.cream_wrapped,
            "product": self.product,
            "product_infused": self.product_infused,
            "infusion_reasoned": self.infusion_reasoned,
            "further": [each.stored() for each in self.further] or None,
        }
        return {name: value for name, value in plain.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the practitioner saw. The kind is booking's word: new ones may come."""

    kind: str
    places: tuple[str, ...] = ()
    """Where; empty when nobody said."""

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {"kind": self.kind, "places": list(self.places)}


def plan_of(stored: Mapping[str, Any]) -> Plan:
    """A plan from its stored form."""
    percent = stored.get("cream_percent")
    return Plan(
        concern=str(stored["concern"]),
        area=str(stored["area"]),
        modality=Modality(stored["modality"]),
        device_model=str(stored["device_model"]),
        depth_mm=Decimal(stored["depth_mm"]),
        zone=stored.get("zone"),
        left_out=tuple(stored.get("left_out") or ()),
        cream=stored.get("cream"),
        cream_percent=None if percent is None else Decimal(percent),
        cream_wrapped=stored.get("cream_wrapped"),
        product=stored.get("product"),
        product_infused=stored.get("product_infused"),
        infusion_reasoned=stored.get("infusion_reasoned"),
        further=tuple(
            FurtherArea(
                str(each["area"]), Decimal(each["depth_mm"]), each.get("zone"), tuple(each.get("left_out") or ())
            )
            for each in stored.get("further") or ()
        ),
    )


def findings_of(stored: list[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Findings from their stored form."""
    return tuple(Finding(str(each["kind"]), tuple(each["places"])) for each in stored)
