"""How the recall room says what inventory answers, and what its form sends. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.console.pages.lists import Said
from services.console.pages.words import word

STEPS: Final[Mapping[str, str]] = {
    "quarantine": word("Return or throw away what lies in quarantine"),
    "in_transit": word("Find what is on its way to another clinic"),
    "unaccounted": word("Find out about uses for which the books have no cartridge"),
    "letters": word("Release the letters to patients"),
    "patients": word("Find out whether every patient knows"),
    "confirmation": word("Have each clinic count what lies apart"),
    "supplier": word("Inform the supplier"),
    "effect": word("Check that the recall reached everybody"),
}
"""What is left to do, by step and report."""
LETTERS: Final[Mapping[str, str]] = {
    "released": word("To be written to"),
    "sent": word("Written to, nobody knows whether it was read"),
    "unreached": word("No message reaches them: call"),
    "informed": word("Informed"),
    "answered": word("Answered that they know"),
    "withdrawn": word("Concerns them no longer"),
}
HOW: Final[Mapping[str, str]] = {
    "phone": word("By phone"),
    "in_person": word("In person"),
    "post": word("By post"),
}
MOST_CODES: Final = 500


@dataclass(frozen=True)
class Entry:
    """A notice as somebody writes it down."""

    gtin: str = ""
    lots: str = ""
    codes: Sequence[str] = ()
    number: str = ""
    reason: str = ""
    key: str = ""


def entry_of(form: Mapping[str, str]) -> Entry:
    """What was typed, to be shown again."""
    return Entry(
        gtin=form.get("gtin", "").strip(),
        lots=form.get("lots", ""),
        codes=_lines(form.get("codes", "")),
        number=form.get("number", "").strip(),
        reason=form.get("reason", ""),
        key=form.get("key", ""),
    )


def notice_body(form: Mapping[str, str]) -> dict[str, Any]:
    """For inventory."""
    entry = entry_of(form)
    return {
        "gtin": entry.gtin or None,
        "lots": list(dict.fromkeys(_lines(entry.lots.replace(",", "\n")))),
        "codes": list(entry.codes),
        "number": entry.number or None,
        "reason": entry.reason,
        "confirmed": _confirmed(form, "confirm-lot-"),
        "confirmed_serials": _confirmed(form, "confirm-serial-"),
    }


def _confirmed(form: Mapping[str, str], prefix: str) -> list[str]:
    return [value for name, value in form.items() if name.startswith(prefix)]


def _lines(text: str) -> list[str]:
    return [each.strip() for each in text.splitlines() if each.strip()][:MOST_CODES]


def needs_of(recall: Said) -> list[str]:
    """What the list can say of a recall that is open, without its reconciliation."""
    left = []
    if recall["supplier_informed_at"] is None:
        left.append(STEPS["supplier"])
    if recall["letters_released_at"] is None:
        left.append(word("No letters to patients are released"))
    if recall["effect_checked_at"] is None:
        left.append(STEPS["effect"])
    return left


def sums_of(reconciliations: Sequence[Said]) -> Mapping[str, int]:
    """The sheet of a whole notice: what its recalls count, added up."""
    names = (*(reconciliations[0]["total"] if reconciliations else ()),)
    sums = {name: sum(each["total"][name] for each in reconciliations) for name in names}
    return {**sums, **{name: sum(each[name] for each in reconciliations) for name in ("treated", "informed")}}
