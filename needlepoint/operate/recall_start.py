"""``needlepoint recall start FILE``: recall what a notice names, after its check, and after somebody said yes.

It only prepares what inventory's ``POST /v1/recall-notices`` takes: who may recall, typing errors and what is recalled
already are decided there, as for anybody else who calls it.
"""

import base64
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

_REASON = 500
"""Characters of a reason that the API takes; openFDA's can be longer."""


def bodies_of(
    notices: Iterable[dict[str, Any]], *, reason: str | None, number: str | None, confirmed: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """A request for each notice and product, from the answers of ``POST /v1/recall-checks``.

    What is recalled already is left out, and with that a notice of which nothing is left. ``confirmed`` are lots and
    serial numbers that never came and are written as the notice has them; they are recalled as well. Raises ValueError,
    whose sentence says what a person has to do first.
    """
    said = set(confirmed)
    bodies = []
    for notice in notices:
        if notice["verdict"] == "unclear":
            raise ValueError(
                f"{notice['number'] or 'The notice'} does not name its lots without doubt: compare it with the boxes,"
                " and enter the lots that are meant in the recall room."
            )
        why = (reason or notice["reason"])[:_REASON]
        if len(why) < 3:
            raise ValueError("The file says no reason: give it with --reason; every clinic reads it.")
        lots = _lots(notice, said)
        parts = _parts(notice, said)
        bodies += [
            {
                "gtin": gtin,
                "lots": sorted(lots[gtin]),
                "parts": [{"lot": lot, "serials": sorted(serials)} for lot, serials in sorted(parts[gtin].items())],
                "reason": why,
                "number": number or notice["number"],
                "confirmed": sorted(lots[gtin] & said),
                "confirmed_serials": sorted({each for serials in parts[gtin].values() for each in serials} & said),
            }
            for gtin in sorted({*lots, *parts})
        ]
    return bodies


def _lots(notice: dict[str, Any], confirmed: set[str]) -> defaultdict[str, set[str]]:
    lots: defaultdict[str, set[str]] = defaultdict(set)
    for each in notice["lots"]:
        if each["recall_id"] is None:
            lots[each["gtin"]].add(each["lot"])
    for each in notice["unknown"]:
        if each["lot"] not in confirmed:
            near = f" Nearest: {', '.join(each['nearest'])}." if each["nearest"] else ""
            raise ValueError(
                f"Lot {each['lot']} of {each['gtin']} never came.{near} Compare it with the notice, letter by letter;"
                f" if it is right, add --confirmed {each['lot']}, and it is refused when it arrives."
            )
        lots[each["gtin"]].add(each["lot"])
    return lots


def _parts(notice: dict[str, Any], confirmed: set[str]) -> defaultdict[str, defaultdict[str, set[str]]]:
    whole = {(each["gtin"], each["lot"]) for each in notice["lots"]}
    parts: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for each in notice["serials"]:
        if each["recall_id"] is None and (each["gtin"], each["lot"]) not in whole:
            parts[each["gtin"]][each["lot"]].add(each["serial"])
    for each in notice["unknown_serials"]:
        if each["serial"] not in confirmed or each["lot"] is None:
            near = f" Nearest: {', '.join(each['nearest'])}." if each["nearest"] else ""
            without = " Its code must say its lot too, (10)." if each["lot"] is None else ""
            raise ValueError(
                f"Cartridge {each['serial']} of {each['gtin']} never came under its number.{near}{without} Compare it"
                f" with the notice, letter by letter; if it is right, add --confirmed {each['serial']}, and every"
                " clinic that had the lot looks for it."
            )
        parts[each["gtin"]][each["lot"]].add(each["serial"])
    return parts


def in_words(body: dict[str, Any], notices: Iterable[dict[str, Any]]) -> list[str]:
    """What a request will do, a line each: what it bars, what it takes off which shelf, and who is told."""
    parts = [f"{each['lot']}: only {', '.join(each['serials'])}" for each in body["parts"]]
    lines = [f"Recall of {body['gtin']}: {', '.join([*body['lots'], *parts])}. Reason: {body['reason']}"]
    shelves: defaultdict[str, int] = defaultdict(int)
    used = 0
    whole, numbers = _meant(body, notices)
    for at in (at for lot in whole for at in lot["clinics"]):
        used += at["used"]
        shelves[at["clinic"] or at["clinic_id"]] += at["on_shelf"]
    for each in numbers:
        used += each["place"] == "used"
        if each["place"] == "on_hand":
            shelves[each["clinic"] or each["clinic_id"]] += 1
    off = ", ".join(f"{count} at {clinic}" for clinic, count in sorted(shelves.items()) if count)
    lines.append(f"Off the shelf: {off or 'nothing, it is on none'}. Used on patients so far: {used}.")
    lines.append(
        "Told at once: the stock contact of every clinic, one mail. Patients are written to when a medical director"
        " releases the letters."
    )
    return lines


def _meant(body: dict[str, Any], notices: Iterable[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """What the check found of the lots of a request, and of its cartridges by number; each once."""
    parts = {(each["lot"], serial) for each in body["parts"] for serial in each["serials"]}
    whole: dict[str, Any] = {}
    numbers: dict[str, Any] = {}
    for notice in notices:
        of_product = [each for each in notice["lots"] if each["gtin"] == body["gtin"]]
        whole |= {each["lot"]: each for each in of_product if each["lot"] in body["lots"]}
        numbered = [each for each in notice["serials"] if each["gtin"] == body["gtin"]]
        numbers |= {each["serial"]: each for each in numbered if (each["lot"], each["serial"]) in parts}
    return list(whole.values()), list(numbers.values())


def who(token: str) -> str:
    """The person whose token it is, as the token says; the API checks it."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims.get("name") or claims.get("preferred_username") or claims["sub"])
    except (IndexError, KeyError, ValueError):
        return "whoever the token is of"
