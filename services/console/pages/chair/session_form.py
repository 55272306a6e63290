"""A session's form: what was typed as a body for booking, and a recorded session as what one would type. Pure."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from services.console.pages.chair.given import Given, moment, number, text, ticked, whole, without_nothing
from services.console.pages.chair.words import ENDPOINTS

MOST_ROWS, MOST_SCANS = 30, 20
MOST_PRODUCTS = 10
FEWEST_ROWS = 3
USED = "used"
"""What became of a cartridge that touched the patient; the others are causes of throwing one away."""


def session_body(given: Given, zone: ZoneInfo, day: date) -> dict[str, Any]:
    """What was done, but for its cartridges. What was not filled in is left out. ``day`` is that of the visit."""
    why_override = text(given, "override_reason")
    return without_nothing(
        {
            "device_id": text(given, "device_id"),
            "area": text(given, "area"),
            "depth_mm": number(given, "depth_mm"),
            "anaesthetic_used": {"yes": True, "no": False}.get(given.get("anaesthetic", "")),
            "why_another_number": text(given, "why_another_number"),
            "why_like_another": text(given, "why_like_another"),
            "override": {"reason": why_override} if why_override else None,
            "details": _details(given, zone, day) or None,
        }
    )


def cartridges_of(given: Given) -> dict[str, Any]:
    """Each cartridge that was opened: used, or thrown away before it touched the patient."""
    found = scans_of(given)
    return {
        "cartridges": [scan for scan, fate in found if fate == USED],
        "discarded_cartridges": [{"scan": scan, "cause": fate} for scan, fate in found if fate != USED],
    }


def scans_of(given: Given) -> list[tuple[str, str]]:
    """What was scanned, in order, and what became of each; the field that waits for the next one comes last."""
    listed = [(given.get(f"scan-{place}", ""), given.get(f"fate-{place}", USED)) for place in range(MOST_SCANS)]
    return [(scan, fate) for scan, fate in (*listed, (given.get("scan", ""), USED)) if scan.strip()]


def with_scans(given: Given) -> dict[str, str]:
    """The same, with what waits in the field for the next scan on the list, each scan once, whatever ended it."""
    kept = {name: value for name, value in given.items() if not name.startswith(("scan-", "fate-")) and name != "scan"}
    for place, (scan, fate) in enumerate(scans_of(given)[:MOST_SCANS]):
        kept |= {f"scan-{place}": scan, f"fate-{place}": fate}
    return kept


def rows_of(given: Given) -> int:
    """How many zones the form has room for."""
    asked = given.get("rows", "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else FEWEST_ROWS
    used = max((place + 1 for place in range(MOST_ROWS) if given.get(f"zone-{place}")), default=0)
    return min(max(wanted, used, FEWEST_ROWS), MOST_ROWS)


def products_of(given: Given) -> int:
    """How many products the form has room for: one more than there are."""
    used = max((place for place, each in enumerate(_products(given), 1) if each.get("name")), default=0)
    return min(used + 1, MOST_PRODUCTS)


def _details(given: Given, zone: ZoneInfo, day: date) -> dict[str, Any]:
    return {
        name: value
        for name, value in {
            "zones": [_zone(given, place) for place in range(MOST_ROWS) if given.get(f"zone-{place}")],
            "cream": _cream(given, zone, day),
            "endpoints": ticked(given, "endpoint-", ENDPOINTS),
            "products": [each for each in _products(given) if each.get("name")],
            "immediate_reaction": text(given, "reaction"),
        }.items()
        if value
    }


def _zone(given: Given, place: int) -> dict[str, Any]:
    return without_nothing(
        {
            "zone": text(given, f"zone-{place}"),
            "depth_mm": number(given, f"zdepth-{place}"),
            "passes": whole(given, f"passes-{place}"),
            "speed": text(given, f"speed-{place}"),
            "rf_energy_mj": number(given, f"energy-{place}"),
            "rf_power_w": number(given, f"power-{place}"),
            "pulses": whole(given, f"pulses-{place}"),
        }
    )


def _cream(given: Given, zone: ZoneInfo, day: date) -> dict[str, Any] | None:
    applied = moment(given, "cream_applied", zone, day)
    removed, name = moment(given, "cream_removed", zone, day), text(given, "cream_name")
    if not (applied or removed or name):
        return None
    return without_nothing({"applied_at": applied, "removed_at": removed, "name": name})


def _products(given: Given) -> list[dict[str, Any]]:
    return [_product(given, place) for place in range(MOST_PRODUCTS)]


def _product(given: Given, place: int) -> dict[str, Any]:
    """What was typed; what was left empty is as it was picked from the shelf."""
    on_shelf = _picked(given, place)
    return without_nothing(
        {
            "name": text(given, f"product-{place}") or on_shelf.get("name"),
            "use": text(given, f"use-{place}"),
            "lot": text(given, f"lot-{place}") or on_shelf.get("lot"),
            "expires_on": text(given, f"expires-{place}") or on_shelf.get("expires_on"),
            "reason": text(given, f"preason-{place}"),
        }
    )


def _picked(given: Given, place: int) -> Mapping[str, str]:
    """Name, lot and last day of what was picked; nothing of what is no such value, or where another name was typed."""
    try:
        said = json.loads(text(given, f"shelf-{place}") or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(said, dict) or text(given, f"product-{place}") not in (None, said.get("name")):
        return {}
    return {name: value for name in ("name", "lot", "expires_on") if isinstance(value := said.get(name), str)}


def typed_session(session: Mapping[str, Any], zone: ZoneInfo) -> dict[str, str]:
    """A recorded session as the form holds it, to put it right. Its cartridges stay as they were recorded."""
    details = session["details"] or {}
    typed = {
        "device_id": session["device_id"],
        "area": session["area"],
        "depth_mm": str(session["depth_mm"]),
        "anaesthetic": "yes" if session["anaesthetic_used"] else "no",
        "why_another_number": session.get("why_another_number") or "",
        "override_reason": session.get("override_reason") or "",
        "reaction": details.get("immediate_reaction") or "",
    }
    for place, each in enumerate(details.get("zones") or ()):
        typed |= {f"{name}-{place}": str(each.get(field) or "") for name, field in _ZONE.items()}
    for place, each in enumerate((details.get("products") or ())[:MOST_PRODUCTS]):
        typed |= {f"{name}-{place}": str(each.get(field) or "") for name, field in _PRODUCT.items()}
    typed |= {f"endpoint-{each}": "1" for each in details.get("endpoints") or ()}
    cream = details.get("cream")
    if cream:
        typed |= {"cream_applied": _clock(cream["applied_at"], zone), "cream_name": cream.get("name") or ""}
        typed["cream_removed"] = _clock(cream["removed_at"], zone) if cream.get("removed_at") else ""
    return typed


_ZONE = {
    "zone": "zone",
    "zdepth": "depth_mm",
    "passes": "passes",
    "speed": "speed",
    "energy": "rf_energy_mj",
    "power": "rf_power_w",
    "pulses": "pulses",
}
_PRODUCT = {"product": "name", "use": "use", "lot": "lot", "expires": "expires_on", "preason": "reason"}


def _clock(written: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(written).astimezone(zone).strftime("%H:%M")
