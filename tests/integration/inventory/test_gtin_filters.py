"""Every list that is narrowed to a product knows its GTIN in each length, and refuses one that is mistyped."""

from uuid import UUID

import httpx
import pytest

from chassis.http.app import routes_of
from services.inventory.app import service
from tests.integration.inventory.stories import PEN, received, scan
from tests.integration.inventory.test_recalls import recall

LISTS = sorted(
    route.path.removeprefix("/v1")
    for route in routes_of(service)
    if any(each.alias == "gtin" for each in route.dependant.query_params)
)


@pytest.mark.parametrize("path", LISTS)
async def test_thirteen_digits_name_the_product_as_fourteen_do(
    keeper: httpx.AsyncClient, clinic: UUID, path: str
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    await recall(keeper, "A")

    async def asked(gtin: str) -> httpx.Response:
        more = {"/lots": {"clinic_id": str(clinic)}, "/uses": {"lot": "A"}}.get(path, {})
        return await keeper.get(path, params={"gtin": gtin, **more})

    long, short, mistyped, spaced = [await asked(each) for each in (PEN, PEN[1:], f"{PEN[:-1]}3", f" {PEN}")]
    assert long.status_code == 200, long.text
    assert short.text == long.text
    for refused in (mistyped, spaced):
        assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (422, "gtin-invalid")
        assert "label" in refused.json()["detail"]


def test_the_lists_are_found() -> None:
    assert {"/lots", "/recalls", "/stock", "/transfers", "/uses"} <= set(LISTS)
