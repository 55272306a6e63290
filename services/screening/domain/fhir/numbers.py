"""Bounds, digits and unit of a number, as FHIR's own extensions say them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from chassis.refusals import FieldError
from services.screening.domain.fhir.names import DECIMALS, LEAST, MOST, UCUM, UNIT, Json
from services.screening.domain.questions import Bounds

NUMBERS: Final = frozenset({LEAST, MOST, DECIMALS, UNIT})


def shown_numbers(bounds: Bounds) -> list[Json]:
    """The least and the most number, its digits and its unit, as FHIR's own extensions."""
    coding = {"system": UCUM, "code": bounds.ucum} if bounds.ucum else {}
    return [
        {"url": LEAST, "valueDecimal": _decimal(bounds.least)},
        {"url": MOST, "valueDecimal": _decimal(bounds.most)},
        {"url": DECIMALS, "valueInteger": bounds.decimals},
        {"url": UNIT, "valueCoding": coding | {"display": bounds.unit}},
    ]


def _decimal(number: Decimal) -> float | int:
    return int(number) if number % 1 == 0 else float(number)


def read_numbers(
    path: str, item: Mapping[str, Any], holding: Iterable[Mapping[str, Any]], problems: list[FieldError]
) -> Json:
    """Bounds, digits and unit of a number, as a rule set writes them; ``holding``: the items that may say so."""
    said: dict[Any, Mapping[str, Any]] = {}
    for holder in holding:
        extensions = holder.get("extension")
        for each in extensions if isinstance(extensions, list) else ():
            if isinstance(each, Mapping):
                said[each.get("url")] = each
    least, most = (_bound(said.get(url, {})) for url in (LEAST, MOST))
    unit = said.get(UNIT, {}).get("valueCoding")
    display = unit.get("display") if isinstance(unit, Mapping) else None
    if least is None or most is None or not isinstance(unit, Mapping) or not isinstance(display, str):
        text = "Say its bounds and its unit: the extensions minValue, maxValue and questionnaire-unit."
        problems.append(FieldError(f"{path}.extension", text))
        return {}
    decimals = 0 if item.get("type") == "integer" else said.get(DECIMALS, {}).get("valueInteger", 0)
    bounds = {"least": least, "most": most, "decimals": decimals, "unit": display}
    return bounds | ({"ucum": unit["code"]} if unit.get("system") == UCUM and "code" in unit else {})


def _bound(extension: Mapping[str, Any]) -> str | None:
    value = extension.get("valueDecimal", extension.get("valueInteger"))
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
