"""The matrix: a row for each call, a cell for each role, as the services' tables of scopes say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fastapi.routing import APIRoute

from chassis.access.actors import Role
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope
from chassis.http.app import routes_of
from chassis.http.declared import scope_of
from chassis.http.doors import Door, Reading
from chassis.service import Service


class Cell(StrEnum):
    """How far a role may make a call."""

    NO = "–"
    YES = "yes"
    """Whatever it is about."""
    CHAIN = "chain"
    """With a token for all clinics."""
    CLINICS = "clinics"
    """At the clinics of the token, for patients of those clinics."""
    ANY = "any"
    """At any clinic."""
    OWN = "own"
    """With one's own record."""


@dataclass(frozen=True)
class Row:
    """One call."""

    service: str
    call: str
    """Method and path."""
    name: str
    """The operation's name in OpenAPI; left out of the document."""
    scope: Scope
    cells: dict[Role, Cell]


def rows_of(service: Service) -> Iterator[Row]:
    """A service's calls, in the order in which it has them."""
    for route in routes_of(service):
        scope = scope_of(route)
        if scope is None:
            raise TypeError(f"{route.path} of {service.name} states no scope")
        cells = {role: cell_of(service.whole_policy, role, scope) for role in Role}
        for call in _calls(route):
            yield Row(service.name, call, route.name, scope, cells)


def cell_of(policy: Policy, role: Role, scope: Scope) -> Cell:
    """How far a role may do what a scope says."""
    if role not in policy.holders(scope):
        return Cell.NO
    if role is Role.PATIENT:
        return Cell.OWN if scope.about is About.PATIENT else Cell.ANY if scope.about is About.CLINIC else Cell.YES
    return {About.SHARED: Cell.YES, About.CHAIN: Cell.CHAIN}.get(scope.about, Cell.CLINICS)


def _calls(route: APIRoute) -> Iterator[str]:
    for method in sorted(route.methods or ()):
        yield f"{method} {route.path}"


def table_of(services: Sequence[Service]) -> str:
    """The matrix in Markdown."""
    roles = [role.value for role in Role]
    lines: list[str] = []
    for service in services:
        lines += [f"### {service.name}", "", f"| call | scope | {' | '.join(roles)} |", "|---" * (len(roles) + 2) + "|"]
        for row in rows_of(service):
            cells = " | ".join(row.cells[role] for role in Role)
            lines.append(f"| `{row.call}` | `{row.scope}` | {cells} |")
        lines.append("")
    lines += ["### Without a token", "", "| service | call | scope | let in by |", "|---|---|---|---|"]
    lines += [
        f"| {service.name} | `{call}` | {scope} | {by} |" for service in services for call, scope, by in _open(service)
    ]
    return "\n".join([*lines, ""])


def _open(service: Service) -> Iterator[tuple[str, str, str]]:
    """What no role and no token opens: each call, its scope, and what lets a caller in."""
    for hook in service.hooks:
        if hook.greet:
            yield f"GET {hook.path}", f"`{hook.scope}`", "the words that were entered with the provider"
        yield f"POST {hook.path}", f"`{hook.scope}`", f"the provider's signature in `{hook.signed_by}`"
    for door in service.doors:
        if isinstance(door, Door):
            yield f"POST {door.path}", f"`{door.scope}`", "what the form holds, such as the secret of a link"
        elif isinstance(door, Reading):
            yield f"GET {door.path}", f"`{door.scope}`", "the secret in its address"
        else:
            yield f"GET {door.path}", "–", "nothing: everybody is shown the same"


def read_table(page: str) -> dict[tuple[str, str], dict[Role, Cell]]:
    """The cells of a published matrix, by service and call."""
    found: dict[tuple[str, str], dict[Role, Cell]] = {}
    service = ""
    for line in page.splitlines():
        if line.startswith("### "):
            service = line.removeprefix("### ")
        if service and line.startswith("| `"):
            call, _, *cells = [each.strip() for each in line.strip("|").split(" | ")]
            found[service, call.strip("`")] = dict(zip(Role, map(Cell, cells), strict=True))
    return found
