"""Cartridges go to another clinic, and a shelf is counted by somebody who does not see the books."""

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import GTIN
from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.world import Caller, Json, World


async def play(world: World, narration: Narration) -> None:
    """New York sends two of its four cartridges of NP24A to Lisbon; one of them never left the drawer."""
    lisbon, new_york = world.known["Lisbon"]["id"], world.known["New York"]["id"]
    keeper = world.caller(Role.STOCK_MANAGER, subject="ines.stock")
    scans = [{"scan": scan} for scan in world.known["labels"]["NP24A"][6:8]]
    sent = await keeper.post(
        "inventory", "/transfers", {"from_clinic_id": new_york, "to_clinic_id": lisbon, "items": scans}
    )
    await narration.say("New York sends two cartridges of NP24A to Lisbon.")
    arrived = await keeper.post("inventory", f"/transfers/{sent['id']}/receive", {"items": scans[:1], "complete": True})
    missing = [line["serial"] for line in arrived["lines"] if line["in_transit"]]
    await narration.fact(
        (arrived["status"], missing) == ("differs", ["A008"]),
        "Lisbon scans one of them: A008 has not arrived, and somebody has to say what became of it.",
        arrived,
    )
    line = next(each["id"] for each in arrived["lines"] if each["serial"] == "A008")
    kept = {"line_id": line, "outcome": "kept", "reason": "It was still in the drawer."}
    settled = await keeper.post("inventory", f"/transfers/{sent['id']}/settle", kept)
    await narration.fact(
        settled["status"] == "received" and await _places(keeper, "A007", "A008") == [lisbon, new_york],
        "It was still in New York's drawer: by its number each cartridge is where it lies.",
        settled,
    )
    await _count(world, narration, keeper, new_york)


async def _places(keeper: Caller, *serials: str) -> list[str]:
    return [(await keeper.get("inventory", f"/serials/{GTIN}/{serial}"))["clinic_id"] for serial in serials]


async def _count(world: World, narration: Narration, keeper: Caller, clinic: str) -> None:
    """A010 is not on the shelf; somebody else believes the count, and later it is found."""
    labels = world.known["labels"]["NP24A"]
    count: Json = await keeper.post("inventory", "/counts", {"clinic_id": clinic, "gtin": GTIN})
    there = {"items": [{"scan": labels[number]} for number in (7, 8)]}
    count = await keeper.post("inventory", f"/counts/{count['id']}/lines", there)
    blind = count["variances"]
    count = await keeper.post("inventory", f"/counts/{count['id']}/submit")
    await narration.fact(
        blind is None and [each["difference"] for each in count["variances"]] == [-1],
        "New York's shelf is counted blind: two are there, and the books say three.",
        count,
    )
    reason = {"reason": "Two of us have looked for A010."}
    problem = await keeper.refused("inventory", f"/counts/{count['id']}/approve", reason)
    other = world.caller(Role.STOCK_MANAGER, subject="rosa.stock")
    count = await other.post("inventory", f"/counts/{count['id']}/approve", reason)
    lot = await other.get("inventory", f"/lots/{GTIN}/NP24A")
    shelf = next(each for each in lot["clinics"] if each["clinic_id"] == clinic)
    await narration.fact(
        count["status"] == "approved" and (shelf["on_hand"], shelf["lost"]) == (2, 1),
        f"Who counted may not approve it ({problem['title'].lower()}); somebody else does: one is lost.",
        shelf,
    )
