"""docs/access.md, cell by cell: every call, by every role, for one's own and another clinic, on oneself and others."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.access.actors import Role
from chassis.access.scopes import About
from chassis.ids import new_id
from chassis.service import Service
from needlepoint.trial.system import SERVICES
from tests.integration.access.calls import CALLS
from tests.integration.access.calls.call import Call, filled
from tests.integration.access.worlds import MAKERS, World, clinic_of
from tests.support.fixtures import RunService
from tests.support.running import Running
from tools.access.matrix import Cell, Row, read_table, rows_of

MATRIX = read_table(Path("docs/access.md").read_text(encoding="utf-8"))
REFUSED = (401, 403, 404)


@dataclass(frozen=True)
class Caller:
    """Who calls: one role at one's own or at another clinic, about one's own record or about somebody else's."""

    role: Role
    chain: bool
    own_clinic: bool
    own_record: bool

    def may(self, cells: dict[Role, Cell]) -> bool:
        """What the matrix says. About one's own record only a patient's rights count."""
        if self.own_record:
            return cells[Role.PATIENT] is Cell.OWN
        says = cells[self.role]
        if says is Cell.CHAIN:
            return self.chain
        return says in (Cell.YES, Cell.ANY) or (says is Cell.CLINICS and self.own_clinic)

    def client(self, running: Running, world: World) -> httpx.AsyncClient:
        """A token of theirs. Staff with a record of their own are patients too; whoever treats is a practitioner."""
        treats = world.get("nurse")
        clinics = None if self.chain else clinic_of(world, own=self.own_clinic)
        if self.own_record:
            also = () if self.role is Role.PATIENT else (Role.PATIENT,)
            return running.client(self.role, also=also, clinics=clinics, subject=world["patient"], practitioner=treats)
        subject = world["other"] if self.role is Role.PATIENT else f"{self.role}@example.org"
        return running.client(self.role, clinics=clinics, subject=subject, practitioner=treats)


def callers(row: Row) -> Iterator[Caller]:
    """Everybody whose answer may differ; a scope that is about no patient has no own record, and so on."""
    for role in Role:
        if row.scope.about is About.SHARED:
            yield Caller(role, chain=False, own_clinic=True, own_record=False)
        elif row.scope.about is About.CHAIN:
            yield Caller(role, chain=True, own_clinic=True, own_record=False)
            yield Caller(role, chain=False, own_clinic=True, own_record=False)
        else:
            for own_clinic in (True, False):
                yield Caller(role, chain=False, own_clinic=own_clinic, own_record=False)
                if row.scope.about is About.PATIENT:
                    yield Caller(role, chain=False, own_clinic=own_clinic, own_record=True)


async def answer_to(caller: Caller, running: Running, world: World, method: str, call: Call) -> httpx.Response:
    sent: dict[str, Any] = {"headers": {"If-Match": call.if_match} if call.if_match else {}}
    if call.body is not None:
        sent["json"] = filled(call.body, world)
    query = {name: str(value) for name, value in filled(call.query, world).items()}
    client = caller.client(running, world)
    return await client.request(method, filled(call.path, world), params=query, **sent)


def differs(allowed: bool, answer: httpx.Response, method: str, call: Call, world: World) -> str | None:
    """What is wrong with an answer; None when it is as the cell says."""
    status = answer.status_code
    if status >= 500:
        return f"failed with {status}"
    if allowed:
        if status in (401, 403) or (method == "GET" and status != 200 and call.finds):
            return f"is allowed, and was answered with {status}: {answer.text[:200]}"
        return None
    if status in REFUSED:
        return None
    if call.hides and status in (200, 422) and filled(call.hides, world) not in answer.text:
        return None
    return f"is not allowed, and was answered with {status}: {answer.text[:200]}"


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
def test_the_matrix_has_every_call_and_every_call_is_tried(service: Service) -> None:
    rows = list(rows_of(service))
    assert {row.name for row in rows} == CALLS[service.name].keys()
    assert {(row.service, row.call) for row in rows} == {each for each in MATRIX if each[0] == service.name}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
async def test_every_cell_is_answered_as_it_says(service: Service, run_service: RunService) -> None:
    wrong: list[str] = []
    tried = 0
    async with run_service(service, limit_patient_rate=1000) as running:  # more calls a second than people make
        world = await MAKERS[service.name](running)
        for row in rows_of(service):
            method = row.call.split()[0]
            for caller in callers(row):
                for call in CALLS[service.name][row.name]:
                    if caller.own_record and not call.of_patient:
                        continue
                    answer = await answer_to(caller, running, world, method, call)
                    allowed = caller.may(MATRIX[service.name, row.call])
                    found = differs(allowed, answer, method, call, world)
                    tried += 1
                    if found:
                        wrong.append(f"{caller}: {row.call} {call.query or ''} {found}")
    assert tried > 50
    assert wrong == [], "\n".join(wrong[:60])


async def test_nobody_gets_in_without_a_token(run_service: RunService) -> None:
    for service in SERVICES:
        async with run_service(service) as running:
            bare = httpx.AsyncClient(
                transport=httpx.ASGITransport(running.app),
                base_url=f"http://{service.name}/v1",
                headers={"Idempotency-Key": str(new_id())},
            )
            anything: defaultdict[str, Any] = defaultdict(new_id)
            for row in rows_of(service):
                for call in CALLS[service.name][row.name]:
                    answer = await bare.request(row.call.split()[0], filled(call.path, anything))
                    assert answer.status_code == 401, f"{row.call}: {answer.status_code}"


async def test_no_token_opens_what_a_provider_signs(run_service: RunService) -> None:
    for service in (each for each in SERVICES if each.hooks):
        async with run_service(service) as running:
            for role in Role:
                client = running.client(role)
                for hook in service.hooks:
                    headers = {"Content-Type": hook.sent.media_type, hook.signed_by: "sha256=00"}
                    for method in ("POST", "GET") if hook.greet else ("POST",):
                        url = client.base_url.join(hook.path)
                        answer = await client.request(method, url, content=b"{}" * (method == "POST"), headers=headers)
                        assert answer.status_code == 403, f"{role}: {method} {hook.path}: {answer.status_code}"
