"""Every scan of the table is sent to the running API: what it says, or the code and the words of its refusal."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from cartridge_codes import faults
from tests.support.scan_answers import SECRET, Answer, G, Says
from tests.support.scans_sent import SCANS

REMEDIES = {fault.name: fault.remedy for fault in vars(faults).values() if isinstance(fault, faults.Fault)}


def said(label: dict[str, Any]) -> Answer:
    """What a label is read as, or the name of the fault."""
    if label.get("code"):
        return str(label["code"])
    return Says(label["lot"], label["serial"], label["expires_on"], label["quantity"])


def right(answer: Answer) -> Answer:
    """The same where boxes are welcome."""
    if isinstance(answer, str):
        return answer
    return Says(answer.lot, answer.serial, answer.expires_on, answer.quantity)


def assert_explained(words: str, fault: str) -> None:
    assert words.endswith(REMEDIES[fault]), words
    assert SECRET not in words


@pytest.mark.parametrize("scans", [SCANS[:300], SCANS[300:]], ids=["first", "rest"])
async def test_each_scan_of_a_delivery_is_read_or_refused_by_its_name(
    scans: list[tuple[str, Answer]], keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await keeper.post("/products", json={"gtin": G, "name": "Pen cartridge 16", "fits": ["skinpen"]})
    body = {"clinic_id": str(clinic), "items": [{"scan": scan} for scan, _ in scans]}

    tried = await keeper.post("/receipts/try", json=body)
    received = await keeper.post("/receipts", json=body)

    assert tried.status_code == 200, tried.text
    items = tried.json()["items"]
    wrong = [(ascii(scan), was) for (scan, wanted), was in zip(scans, items, strict=True) if said(was) != right(wanted)]
    assert wrong == []
    for item in items:
        if item["code"]:
            [problem] = item["problems"]
            assert_explained(problem, item["code"])
    assert received.status_code == 422
    refused = {int(each["field"].split(".")[1]): each.get("code") for each in received.json()["errors"]}
    named = {number: answer for number, (_, answer) in enumerate(scans) if isinstance(answer, str)}
    assert {number: code for number, code in refused.items() if code} == named


async def test_each_scan_is_read_or_refused_by_its_name_where_it_is_asked_what_it_is(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    wrong = []
    for scan, wanted in SCANS:
        asked = await keeper.get(f"/clinics/{clinic}/labels", params={"scan": scan})
        answer = asked.json()
        if isinstance(wanted, str) and asked.status_code == 422:
            assert answer["type"] == "urn:needlepoint:problem:scan-unreadable"
            assert_explained(answer["detail"], wanted)
        if said(answer) != right(wanted) or asked.status_code != (422 if isinstance(wanted, str) else 200):
            wrong.append((ascii(scan), asked.status_code, answer))
    assert wrong == []
    assert len({scan for scan, _ in SCANS}) == len(SCANS) >= 600
