"""Every scan of the table is sent to the chair: what the label says, or the code and the words of its refusal."""

from typing import Any

import httpx
import pytest_asyncio

from contracts.vocabulary import ScreeningStage
from tests.integration.booking.chain import Chain, House
from tests.support.scan_answers import SECRET, Answer, OfBox, Says
from tests.support.scans_sent import SCANS


@pytest_asyncio.fixture(loop_scope="session")
async def chair(chain: Chain, lisbon: House) -> str:
    """The address at which a label is read for a session that may begin."""
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    session = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    chain.go_to(session)
    await chain.decide(consult, ScreeningStage.DAY_OF)
    return f"/appointments/{session['id']}/cartridge"


def wanted(answer: Answer) -> tuple[int, Any]:
    """Status, and what is said or the name of the fault; a box is refused here, and so is what has expired."""
    if isinstance(answer, OfBox) or (isinstance(answer, Says) and answer.of_box):
        return 422, "box"
    if isinstance(answer, str):
        return 422, answer
    if answer.expires_on < "2027":
        return 409, None
    return 200, (answer.lot, answer.serial, answer.expires_on)


def given(answer: httpx.Response) -> tuple[int, Any]:
    said = answer.json()
    if answer.status_code == 200:
        return 200, (said["lot"], said["serial"], said["expires_on"])
    assert SECRET not in said["detail"]
    return answer.status_code, said.get("code")


async def test_each_scan_is_read_or_refused_by_its_name_at_the_chair(chain: Chain, chair: str) -> None:
    wrong = []
    for scan, right in SCANS:
        answer = await chain.practitioner.get(chair, params={"scan": scan})
        if given(answer) != wanted(right):
            wrong.append((ascii(scan), right, answer.status_code, answer.json()))
    assert wrong == []
