"""The medical director of the chain, for tests: signs, drafts and withdraws through the API."""

from typing import Any

import httpx

from chassis.access.actors import Role
from tests.support.running import Running
from tests.unit.screening.factories import CURRENT

DIRECTOR = "the director of the chain"

FAINTING: dict[str, Any] = {
    "questions": {"consult": {"fainting": {"place": 600, "kind": "yes_no", "text": "Do you faint at needles?"}}},
    "rules": {
        "R99": {
            "stage": "consult",
            "sentence": "Who faints at needles is seen by a clinician first.",
            "when": {"yes": "fainting"},
            "outcome": "review",
            "sources": ["policy"],
        }
    },
}
"""A question more, and the rule that reads the answer."""


def director(screening: Running) -> httpx.AsyncClient:
    return screening.client(Role.MEDICAL_DIRECTOR, subject=DIRECTOR)


async def signs(screening: Running, name: str, in_force_from: str | None = None) -> dict[str, Any]:
    """The director signs a version, e.g. ``rule-sets/2026-11.2``; what waited for it is decided."""
    form = {"in_force_from": in_force_from} if in_force_from else {}
    answer = await director(screening).post(f"/reference/{name}/sign", json=form)
    assert answer.status_code == 200, answer.text
    await screening.fire_timers()
    signed: dict[str, Any] = answer.json()
    return signed


async def drafts(
    screening: Running, kind: str, version: str, changes: Any, extends: str = CURRENT, **also: Any
) -> None:
    """The director drafts a version that extends another, and has it checked."""
    form = {"version": version, "title": version, "extends": extends, "changes": changes, **also}
    drafted = await director(screening).post(f"/reference/{kind}", json=form)
    assert drafted.status_code == 201, drafted.text
    checked = await director(screening).post(f"/reference/{kind}/{version}/check")
    assert checked.json() == {"status": "checked", "problems": []}, checked.text


async def withdraws(screening: Running, name: str) -> None:
    answer = await director(screening).post(f"/reference/{name}/withdraw", json={"reason": "Entered in error."})
    assert answer.status_code == 200, answer.text
