"""A consult's form: what was typed as a body for booking, and a recorded consult as what one would type. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.console.pages.chair.given import Given, number, text, ticked, whole, without_nothing
from services.console.pages.chair.shelf import code_of
from services.console.pages.chair.words import FINDINGS
from services.console.pages.vocabulary import AREAS, PLACES

MOST_FINDINGS = 50
ZONED = ("face", "neck")
"""Areas that have zones of RF."""


def consult_body(given: Given) -> dict[str, Any]:
    """What is found and planned. What was not filled in is left out, and booking says what it needs."""
    findings = [{"kind": kind, "places": list(places)} for kind, places in findings_of(given)]
    return without_nothing(
        {
            "skin_type": whole(given, "skin_type"),
            "suitable": {"yes": True, "no": False}.get(given.get("suitable", "")),
            "plan": _plan(given),
            "findings": findings,
        }
    )


def findings_of(given: Given) -> list[tuple[str, tuple[str, ...]]]:
    """Kind and places of every finding: those on the list that are still ticked, and the one on the map."""
    listed = [given.get(f"finding-{number}", "") for number in range(MOST_FINDINGS)]
    found = [
        (kind, tuple(filter(None, places.split(",")))) for kind, _, places in (each.partition(":") for each in listed)
    ]
    kind, places = text(given, "kind"), tuple(ticked(given, "found-", PLACES))
    pending = [(kind or "", places)] if kind or places else []
    return [each for each in found if each[0]] + pending


def device_of(given: Given) -> tuple[str | None, str | None]:
    """Model and kind of the planned device."""
    modality, _, model = given.get("device", "").partition(":")
    return model or None, modality or None


def with_findings(given: Given) -> dict[str, str]:
    """The same, with the finding of the map put on the list."""
    kept = {
        name: value for name, value in given.items() if not name.startswith(("finding-", "found-")) and name != "kind"
    }
    listed = {
        f"finding-{place}": f"{kind}:{','.join(places)}" for place, (kind, places) in enumerate(findings_of(given))
    }
    return {**kept, **listed}


def _plan(given: Given) -> dict[str, Any]:
    model, modality = device_of(given)
    left_out = ticked(given, "leave-", PLACES)
    first = text(given, "area")
    others = [code for code in ticked(given, "also-", AREAS) if code != first]
    plan = {
        "concern": text(given, "concern"),
        "area": first,
        "modality": modality,
        "device_model": model,
        "depth_mm": number(given, "depth"),
        "zone": _zone(given, "zone", first, modality),
        "anaesthetic": _anaesthetic(given),
        "product": _product(given),
    }
    further = [_further(given, code, modality) | _left_out(left_out, code) for code in others]
    return without_nothing(plan) | _left_out(left_out, first) | ({"further": further} if further else {})


def _further(given: Given, area: str, modality: str | None) -> dict[str, Any]:
    zone = _zone(given, f"zone-{area}", area, modality)
    return without_nothing({"area": area, "depth_mm": number(given, f"depth-{area}"), "zone": zone})


def _left_out(places: Sequence[str], area: str | None) -> dict[str, Any]:
    """The parts that are left out, for every area of the plan: screening takes those that lie in it."""
    kept = [place for place in places if place != area]
    return {"left_out": kept} if kept else {}


def _zone(given: Given, name: str, area: str | None, modality: str | None) -> str | None:
    return text(given, name) if modality == "rf" and area in ZONED else None


def _anaesthetic(given: Given) -> dict[str, Any] | None:
    said = given.get("cream")
    if said not in ("yes", "no"):
        return None
    if said == "no":
        return {"planned": False}
    covered = {"yes": True, "no": False}.get(given.get("covered", ""))
    return without_nothing({"planned": True, "lidocaine_percent": number(given, "lidocaine"), "wrapped": covered})


def _product(given: Given) -> dict[str, Any] | None:
    typed = text(given, "product")
    name = (code_of(typed) or typed) if typed else text(given, "product_picked")
    if name is None:
        return None
    why = text(given, "product_reason")
    return without_nothing({"name": name, "use": text(given, "product_use"), "reason": why})


def typed_consult(consult: Mapping[str, Any]) -> dict[str, str]:
    """A recorded consult as the form holds it, to put it right."""
    plan = consult["plan"]
    typed = {
        "skin_type": str(consult["skin_type"]),
        "suitable": "yes" if consult["suitable"] else "no",
        "concern": plan["concern"],
        "area": plan["area"],
        "device": f"{plan['modality']}:{plan['device_model']}",
        "depth": str(plan["depth_mm"]),
        "zone": plan.get("zone") or "",
    }
    for place, finding in enumerate(consult["findings"]):
        typed[f"finding-{place}"] = f"{finding['kind']}:{','.join(finding['places'])}"
    for each in plan.get("further") or ():
        typed |= {f"also-{each['area']}": "1", f"depth-{each['area']}": str(each["depth_mm"])}
        typed[f"zone-{each['area']}"] = each.get("zone") or ""
    for part in (plan, *(plan.get("further") or ())):
        typed |= {f"leave-{place}": "1" for place in part.get("left_out") or ()}
    return typed | _typed_cream(plan.get("anaesthetic")) | _typed_product(plan.get("product"))


def _typed_cream(cream: Mapping[str, Any] | None) -> dict[str, str]:
    if cream is None:
        return {}
    wrapped = cream.get("wrapped")
    return {
        "cream": "yes" if cream["planned"] else "no",
        "lidocaine": str(cream.get("lidocaine_percent") or ""),
        "covered": "" if wrapped is None else "yes" if wrapped else "no",
    }


def _typed_product(product: Mapping[str, Any] | None) -> dict[str, str]:
    if product is None:
        return {}
    why = product.get("reason") or ""
    return {"product_picked": product["name"], "product_use": product["use"], "product_reason": why}


def findings_in_words(given: Given) -> list[tuple[str, str, tuple[str, ...]]]:
    """For the list of findings: the value of each, its kind and its places in words."""
    return [
        (
            f"{kind}:{','.join(places)}",
            FINDINGS.get(kind, kind),
            tuple(PLACES.get(each, each) for each in places),
        )
        for kind, places in findings_of(given)
    ]
