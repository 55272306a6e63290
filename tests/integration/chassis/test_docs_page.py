"""The documentation of an API comes from its own host, and says what the code says."""

import re

import httpx
import pytest

from chassis.access.actors import Role
from chassis.http.app import routes_of
from tests.integration.chassis.tally import service
from tests.support.running import Running


@pytest.fixture
def visitor(emptied: Running) -> httpx.AsyncClient:
    """Somebody who is not signed in; addresses are from the root."""
    client = emptied.client(Role.FRONT_DESK)
    return httpx.AsyncClient(transport=client._transport, base_url="http://tally", follow_redirects=False)


async def test_the_root_leads_to_the_documentation(visitor: httpx.AsyncClient) -> None:
    root = await visitor.get("/")
    assert (root.status_code, root.headers["location"]) == (307, "docs")


async def test_no_page_refers_to_another_host(visitor: httpx.AsyncClient) -> None:
    page = await visitor.get("/docs")
    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]*)"', page.text)
    assert len(addresses) == 4
    for address in addresses:
        assert not re.match(r"[a-z]+:|//", address)
        found = await visitor.get(f"/{address}")
        assert found.status_code == 200
        assert found.content
    start = await visitor.get("/docs/start.js")
    assert "://" not in page.text + start.text
    assert '"openapi.json"' in start.text


async def test_the_page_may_load_and_run_nothing_but_its_own_files(visitor: httpx.AsyncClient) -> None:
    page = await visitor.get("/docs")
    rules = dict(rule.strip().split(" ", 1) for rule in page.headers["content-security-policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert "<script>" not in page.text
    assert "style=" not in page.text
    assert page.headers["x-content-type-options"] == "nosniff"


async def test_the_document_describes_every_route(visitor: httpx.AsyncClient) -> None:
    document = (await visitor.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {route.path_format for route in routes_of(service)}
    assert (await visitor.get("/redoc")).status_code == 404
