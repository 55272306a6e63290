"""Who and what is in the story. Nobody here is a real person; telephone numbers are of the ranges kept for fiction."""

from datetime import date, timedelta
from typing import Any

from cartridge_codes.gs1 import CartridgeCode, write_scan

GTIN = "09506000134352"
"""GS1's own example company prefix, with its right check digit."""
DEVICE_MODEL = "exceed"
REORDER_POINT = 10
EVERY_DAY_BUT_SUNDAY = [{"weekday": day, "opens": "09:00", "closes": "19:00"} for day in range(6)]

CLINICS: dict[str, dict[str, Any]] = {
    "Lisbon": {
        "name": "Needlepoint Lisboa",
        "address": "Rua do Exemplo 12, 1200-000 Lisboa",
        "time_zone": "Europe/Lisbon",
        "map_link": "https://maps.example.org/lisboa",
        "phone": "+351210000000",
        "stock_contact": "stock.lisboa@example.org",
        "hours": EVERY_DAY_BUT_SUNDAY,
    },
    "New York": {
        "name": "Needlepoint New York",
        "address": "100 Example Avenue, New York, NY 10000",
        "time_zone": "America/New_York",
        "map_link": "https://maps.example.org/new-york",
        "phone": "+12125550100",
        "stock_contact": "stock.nyc@example.org",
        "hours": EVERY_DAY_BUT_SUNDAY,
    },
}

PRACTITIONERS: dict[str, list[dict[str, Any]]] = {
    "Lisbon": [
        {
            "given_name": "Ana",
            "family_name": "Ribeiro",
            "profession": "nurse",
            "permissions": [{"modality": "pen", "max_depth_mm": "2.0"}],
        },
        {
            "given_name": "Tomás",
            "family_name": "Leal",
            "profession": "dermatologist",
            "permissions": [{"modality": "pen", "max_depth_mm": "2.5"}, {"modality": "rf", "max_depth_mm": "2.0"}],
        },
    ],
    "New York": [
        {
            "given_name": "Grace",
            "family_name": "Hill",
            "profession": "nurse practitioner",
            "permissions": [{"modality": "pen", "max_depth_mm": "2.0"}],
        }
    ],
}

PLAN = {
    "concern": "acne_scars",
    "area": "face",
    "modality": "pen",
    "device_model": DEVICE_MODEL,
    "depth_mm": "1.5",
}


def patient(given_name: str, family_name: str, born: date, clinic_id: str, phone: str) -> dict[str, Any]:
    """A registration; they want SMS."""
    return {
        "given_name": given_name,
        "family_name": family_name,
        "date_of_birth": born.isoformat(),
        "home_clinic_id": clinic_id,
        "phone": phone,
        "email": f"{given_name.lower()}@example.org",
        "channel": "sms",
        "marketing": False,
    }


def years_before(today: date, years: int) -> date:
    """A date of birth that makes somebody ``years`` old since about half a year."""
    return date(today.year - years, 1, 15) if today.month > 7 else date(today.year - years - 1, 7, 15)


def cartridges(lot: str, expires_on: date, serials: list[str]) -> list[str]:
    """The codes on single cartridges of one lot, as a scanner sends them."""
    return [write_scan(CartridgeCode(gtin=GTIN, lot=lot, expires_on=expires_on, serial=serial)) for serial in serials]


def expiries(today: date) -> dict[str, date]:
    """Two lots; the one expires sooner."""
    return {"NP24A": today + timedelta(days=150), "NP25B": today + timedelta(days=500)}
