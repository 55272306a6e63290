"""docs/roles: every call that a page shows is there, and open to the role whose page it is."""

import re
from pathlib import Path

import pytest

from chassis.access.actors import Role
from chassis.http.app import roles_of, routes_of
from needlepoint.services import SERVICE_NAMES
from needlepoint.trial.system import SERVICES

FOLDER = Path("docs/roles")
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
OPEN_TO = {
    f"{service.name} {method} {route.path}": set(roles_of(service, route))
    for service in SERVICES
    for route in routes_of(service)
    for method in route.methods or ()
}
CALL = re.compile(rf"`((?:{'|'.join(SERVICE_NAMES)})\s+[A-Z]+\s+/v1/[^`]+)`")


def calls(page: str) -> list[str]:
    """The calls that a page shows, each on one line."""
    return [" ".join(call.split()) for call in CALL.findall(PAGES[page])]


def test_every_role_has_a_page() -> None:
    assert PAGES.keys() == {role.value.replace("_", "-") for role in Role}


@pytest.mark.parametrize("page", PAGES)
def test_every_call_on_a_page_is_one_that_the_role_may_make(page: str) -> None:
    shown = calls(page)
    assert shown
    for call in shown:
        assert call in OPEN_TO, f"{page}: there is no {call}"
        role = page.replace("-", "_")
        assert role in OPEN_TO[call], f"{page}: {call} is open to {', '.join(sorted(OPEN_TO[call]))}"


def test_every_call_that_does_something_stands_on_somebodys_page() -> None:
    shown = {call for page in PAGES for call in calls(page)}
    doing = {call for call in OPEN_TO if " GET " not in call and "/v1/reference" not in call}
    assert doing - shown == set()


def test_the_readme_leads_to_every_page() -> None:
    readme = Path("README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"docs/roles/([\w-]+)\.md", readme)) == PAGES.keys()
