"""One address: who is reached by which path, what is told of the caller, and what the gateway itself refuses."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from chassis.http.gate import BodyTooLarge, TooManyRequests
from chassis.http.problems import TYPE_PREFIX, NoSuchAddress, slug_of
from chassis.refusals import Refusal, Unavailable
from needlepoint.services import SERVICE_NAMES
from needlepoint.trial.system import SERVICES
from services.console.pages.registry import PAGES
from tests.integration.gateway.running import COMPOSE, KUBERNETES, NGINX, Gateway, gateway

pytestmark = pytest.mark.skipif(
    not Path(NGINX).exists() and "NEEDLEPOINT_REQUIRE_REAL_KAFKA" not in os.environ,  # in CI it must be there
    reason="nginx is missing: apt-get install nginx-light",
)
CLINIC = "01a1f4c2-0000-7000-8000-000000000000"


@pytest_asyncio.fixture(
    scope="module", loop_scope="session", params=[COMPOSE, KUBERNETES], ids=["compose", "kubernetes"]
)
async def running(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> AsyncIterator[Gateway]:
    async with gateway(tmp_path_factory.mktemp("gateway"), request.param) as found:
        yield found


@pytest_asyncio.fixture
async def anybody(running: Gateway) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=running.address) as client:
        yield client


@pytest.mark.parametrize("service", SERVICE_NAMES)
async def test_an_api_is_reached_under_its_name_and_nothing_else_of_it_is(
    anybody: httpx.AsyncClient, service: str
) -> None:
    reached = (await anybody.get(f"/api/{service}/v1/patients", params={"name": "Sá e Melo", "limit": 2})).json()

    assert (reached["service"], reached["path"]) == (service, "/v1/patients")
    assert reached["query"] == "name=S%C3%A1+e+Melo&limit=2"
    for inside in ("health/ready", "metrics", "docs", "openapi.json", "v1/../metrics", "v1/%2e%2e/metrics", "v1"):
        answer = await anybody.get(f"/api/{service}/{inside}")
        assert answer.status_code == 404, inside
        assert answer.json()["type"] == type_of(NoSuchAddress)


async def test_every_hook_and_every_link_of_a_service_is_reached(anybody: httpx.AsyncClient) -> None:
    addresses = [(each.name, public.path) for each in SERVICES for public in (*each.hooks, *each.doors)]
    assert addresses
    for service, path in addresses:
        reached = (await anybody.post(f"/api/{service}{path.replace('{secret}', 'a%20secret')}")).json()
        assert reached["service"] == service
        assert reached["path"] == path.replace("{secret}", "a%20secret")


async def test_the_console_has_the_rest_but_for_what_it_has_as_a_service(anybody: httpx.AsyncClient) -> None:
    pages = {each.path.replace("{clinic_id:uuid}", CLINIC) for each in PAGES}
    for path in ("/", "/static/abc/console.css", "/l/secret", *pages):
        assert (await anybody.get(path)).json()["service"] == "console", path
    for path in ("/health/live", "/health/ready", "/metrics", "/docs", "/docs/start.js", "/openapi.json", "/v1/x"):
        assert (await anybody.get(path)).status_code == 404, path
    assert (await anybody.get("/api/nobody/v1/patients")).status_code == 404


async def test_what_a_caller_says_of_its_address_is_replaced(tmp_path: Path) -> None:
    lies = {"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.7", "X-Forwarded-Host": "evil.example"}

    async with gateway(tmp_path, COMPOSE) as own, httpx.AsyncClient(base_url=own.address) as client:
        for path in ("/today", "/api/booking/v1/clinics"):
            reached = (await client.get(path, headers={**lies, "Authorization": "Bearer x"})).json()["headers"]
            assert reached["x-forwarded-for"] == "127.0.0.1"
            assert "203.0.113.7" not in str(reached)
            assert "evil.example" not in str(reached)
            assert reached["authorization"] == "Bearer x"


async def test_behind_an_ingress_the_address_that_it_wrote_counts_and_none_that_its_caller_claims(
    tmp_path: Path,
) -> None:
    async with gateway(tmp_path, KUBERNETES) as own, httpx.AsyncClient(base_url=own.address) as client:
        written = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
        reached = (await client.get("/api/booking/v1/clinics", headers=written)).json()["headers"]

        assert reached["x-forwarded-for"] == "203.0.113.7"
        assert (await client.get("/gateway/live")).status_code == 204


async def test_what_an_open_page_hears_is_not_held_back(running: Gateway, anybody: httpx.AsyncClient) -> None:
    async with anybody.stream("GET", f"/c/{CLINIC}/live") as stream:
        pieces = stream.aiter_text()
        assert await asyncio.wait_for(anext(pieces), 10) == "first"
        running.behind["console"].speak_again.set()
        assert await asyncio.wait_for(anext(pieces), 10) == "second"


async def test_what_is_too_large_is_refused_as_the_services_refuse_it(anybody: httpx.AsyncClient) -> None:
    photo = b"x" * 15_728_640
    assert (await anybody.post("/api/booking/v1/photos", content=photo)).json()["bytes"] == len(photo)

    refused = await anybody.post("/api/booking/v1/photos", content=b"x" * 17_000_000)
    assert (refused.status_code, refused.headers["Content-Type"]) == (413, "application/problem+json")
    assert refused.json()["type"] == type_of(BodyTooLarge)
    page = await anybody.post(f"/c/{CLINIC}/today", content=b"x" * 17_000_000)
    assert (page.status_code, page.headers["Content-Type"]) == (413, "text/html; charset=utf-8")
    assert "choose a smaller file" in page.text
    assert "escolha um ficheiro mais pequeno" in page.text


async def test_no_secret_and_no_query_is_logged(running: Gateway, anybody: httpx.AsyncClient) -> None:
    await anybody.get("/l/hush-hush")
    await anybody.get("/api/notifications/links/hush-hush")
    await anybody.get("/find", params={"q": "hush-hush"})

    assert "hush-hush" not in running.logged()
    assert '"path":"/l/-"' in running.logged()
    assert '"path":"/api/notifications/links/-"' in running.logged()
    assert '"path":"/find"' in running.logged()


async def test_a_service_that_is_away_is_said_in_words(tmp_path: Path) -> None:
    away = ("booking", "console")
    async with gateway(tmp_path, COMPOSE, away=away) as own, httpx.AsyncClient(base_url=own.address) as client:
        api, page = await client.get("/api/booking/v1/clinics"), await client.get("/clinics")

        assert (api.status_code, api.headers["Retry-After"]) == (503, "5")
        assert api.json()["type"] == type_of(Unavailable)
        assert "booking does not answer" in api.json()["detail"]
        assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
        assert "load this page again" in page.text
        assert (await client.get("/api/screening/v1/intakes")).status_code == 200


async def test_a_flood_from_one_address_is_slowed_down_in_words(tmp_path: Path) -> None:
    async with gateway(tmp_path, COMPOSE, rate="1r/s") as own, httpx.AsyncClient(base_url=own.address) as client:
        answers: list[Any] = []
        for _ in range(6):
            answers += await asyncio.gather(*[client.get("/api/booking/v1/clinics") for _ in range(100)])

    refused = [each for each in answers if each.status_code == 429]
    assert refused
    assert len(answers) - len(refused) >= 400, "a clinic that opens in the morning is not a flood"
    assert refused[0].json()["type"] == type_of(TooManyRequests)
    assert refused[0].headers["Retry-After"] == "5"


def type_of(refusal: type[Refusal]) -> str:
    return TYPE_PREFIX + slug_of(refusal.__name__)
