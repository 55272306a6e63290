"""``docs/problems.md``: every type of problem, with its status, its meaning and where it is answered."""

from collections.abc import Mapping, Sequence

from fastapi.routing import APIRoute

from chassis.http.declared import refusals_of
from chassis.http.problem_catalogue import problem_type
from chassis.http.problems import TYPE_PREFIX
from chassis.refusals import Refusal

_HEAD = """# Problem types

A refused request is answered with `application/problem+json` (RFC 9457); [api.md](api.md) says what such a
document holds. Its `type` is one of these, behind `{prefix}`. Compare the type, never the words:
`detail` is for people, and comes in their language. This page is written by `make api` from the refusals in the code.
"""

_Where = dict[type[Refusal], set[str]]


def page_of_problems(routes: Mapping[str, Sequence[APIRoute]]) -> str:
    """The page; ``routes`` are every service's."""
    found = {service: _refusals_of(of_service) for service, of_service in routes.items()}
    shared = {refusal for where in found.values() for refusal in where if refusal.__module__.startswith("chassis.")}
    lines = [_HEAD.format(prefix=TYPE_PREFIX), "## In every service", ""]
    lines += ["| type | status | meaning |", "|---|---|---|", *sorted(_row(refusal) for refusal in shared), ""]
    for service, where in found.items():
        lines += [f"## {service.capitalize()}", ""]
        lines += ["| type | status | meaning | operations |", "|---|---|---|---|"]
        lines += sorted(_row(refusal, names) for refusal, names in where.items() if refusal not in shared)
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _refusals_of(routes: Sequence[APIRoute]) -> _Where:
    where: _Where = {}
    for route in routes:
        for refusal in refusals_of(route):
            where.setdefault(refusal, set()).add(route.name)
    return where


def _row(refusal: type[Refusal], operations: set[str] | None = None) -> str:
    each = problem_type(refusal)
    cells = [f"`{each.slug}`", str(each.status), each.meaning]
    if operations is not None:
        cells.append(", ".join(f"`{name}`" for name in sorted(operations)))
    return f"| {' | '.join(cells)} |"
