"""Deliveries are scanned; a scan that cannot be trusted is refused."""

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import DEVICE_MODEL, GTIN, REORDER_POINT, cartridges, expiries
from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.world import World


async def play(world: World, narration: Narration) -> None:
    """Twelve cartridges to Lisbon, four to New York; the sooner lot goes to both."""
    keeper = world.caller(Role.STOCK_MANAGER)
    await keeper.post("inventory", "/products", {"gtin": GTIN, "name": "Exceed cartridge", "fits": [DEVICE_MODEL]})
    days = expiries(world.now.date())
    labels = world.known["labels"] = {
        "NP24A": cartridges("NP24A", days["NP24A"], [f"A{number:03}" for number in range(1, 11)]),
        "NP25B": cartridges("NP25B", days["NP25B"], [f"B{number:03}" for number in range(1, 7)]),
    }
    for place, scans in (("Lisbon", labels["NP24A"][:6] + labels["NP25B"]), ("New York", labels["NP24A"][6:])):
        clinic = world.known[place]["id"]
        level = {"reorder_point": REORDER_POINT if place == "Lisbon" else 1, "reorder_quantity": 50}
        await keeper.put("inventory", f"/clinics/{clinic}/reorder-levels/{GTIN}", level)
        receipt = await keeper.post(
            "inventory", "/receipts", {"clinic_id": clinic, "items": [{"scan": scan} for scan in scans]}
        )
        await narration.say(f"{place} scans a delivery of {len(receipt['items'])} cartridges.")

    lots = {lot["lot"]: lot for lot in await keeper.every("inventory", "/lots", clinic_id=world.known["Lisbon"]["id"])}
    shown = ", ".join(f"{name} ({lot['on_hand']}, expires {lot['expires_on']})" for name, lot in sorted(lots.items()))
    await narration.fact(
        {name: lot["on_hand"] for name, lot in lots.items()} == {"NP24A": 6, "NP25B": 6}
        and lots["NP24A"]["expires_on"] < lots["NP25B"]["expires_on"],
        f"On Lisbon's shelf: {shown}.",
        lots,
    )
    swallowed = f"01{GTIN}10AB17270300"
    problem = await keeper.refused(
        "inventory", "/receipts", {"clinic_id": world.known["Lisbon"]["id"], "items": [{"scan": swallowed}]}
    )
    why = problem["errors"][0]["problem"]
    await narration.fact(problem["status"] == 422, f"A label without a separator after its lot is refused: {why}", why)
