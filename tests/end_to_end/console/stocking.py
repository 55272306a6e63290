"""A clinic with stock: something received, sent, ordered, counted and recalled."""

from datetime import timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import DEVICE_MODEL, GTIN, cartridges
from needlepoint.trial.demo.world import World
from tests.end_to_end.console.hostile_words import ids_in
from tests.end_to_end.people import clinic_form

LOT = "NP24A"


async def stocked(world: World, clinic_id: str) -> dict[str, str]:
    """The ids of what there is, by the names that pages give them in their addresses."""
    keeper, operator = world.caller(Role.STOCK_MANAGER), world.caller(Role.OPERATOR)
    other = await operator.post("booking", "/clinics", clinic_form("Alfama", "Europe/Lisbon"))
    await world.settle()
    supplier = await keeper.post("inventory", "/suppliers", {"name": "Pen Supplies"})
    await keeper.post("inventory", "/products", {"gtin": GTIN, "name": "Pen", "fits": [DEVICE_MODEL]})
    expires_on = world.now.date() + timedelta(days=200)
    scans = [{"scan": scan} for scan in cartridges(LOT, expires_on, ["S1", "S2", "S3"])]
    here = {"clinic_id": clinic_id}
    receipt = await keeper.post("inventory", "/receipts", {**here, "items": scans, "delivery_note": "DN 7"})
    lines = [{"gtin": GTIN, "packages": 2}]
    order = await keeper.post("inventory", "/purchase-orders", {**here, "supplier_id": supplier["id"], "lines": lines})
    count = await keeper.post("inventory", "/counts", {**here, "note": "before the holidays"})
    ends = {"from_clinic_id": clinic_id, "to_clinic_id": other["id"]}
    transfer = await keeper.post("inventory", "/transfers", {**ends, "items": scans[:1], "note": "blue box"})
    told = {"gtin": GTIN, "lots": [LOT], "number": "Z-1", "reason": "Sterility cannot be assured."}
    notice = await world.caller(Role.MEDICAL_DIRECTOR).post("inventory", "/recall-notices", told)
    await world.settle()
    return {
        **ids_in(receipt, "receipt_id"),
        **ids_in(order, "order_id"),
        **ids_in(count, "count_id"),
        **ids_in(transfer, "transfer_id"),
        **ids_in(notice, "notice_id"),
        "recall_id": str(notice["recalls"][0]["id"]),
    }
