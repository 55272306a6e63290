"""A lot is recalled; everybody it touched is found at once."""

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import GTIN
from needlepoint.trial.demo.narration import Narration, day_and_hour
from needlepoint.trial.demo.steps import reservation_of
from needlepoint.trial.demo.world import Caller, World


async def play(world: World, narration: Narration) -> None:
    """NP24A was used on Marta twice, and is held for her third session."""
    director = world.caller(Role.MEDICAL_DIRECTOR)
    marta = world.known["Marta"]
    third = [
        one
        for one in await director.every("booking", "/appointments", patient_id=marta["id"])
        if one["status"] == "booked" and one["kind"] == "session"
    ]
    before = await reservation_of(world, third[0]["id"])
    await narration.fact(
        [held["lot"] for held in before["held"]] == ["NP24A"],
        "A cartridge of NP24A is held for Marta's third session.",
        before,
    )
    recall = await director.post(
        "inventory", "/recalls", {"gtin": GTIN, "lot": "NP24A", "reason": "Sterility of the lot cannot be assured."}
    )
    await narration.say(f"Lot NP24A is recalled: {recall['reason']}")
    sessions = await director.every("booking", "/sessions", patient_id=marta["id"])
    traced = {(use["patient_id"], use["session_id"]) for use in recall["trace"]}
    for use in recall["trace"]:
        when = day_and_hour(world.local("Lisbon", use["used_at"]))
        await narration.say(f"Treated with it: Marta Sousa, {use['clinic']}, {when}, cartridge {use['serial']}.")
    await narration.fact(
        traced == {(marta["id"], session["id"]) for session in sessions} and len(traced) == 2,
        "The answer names everybody: one patient, two sessions, one clinic.",
        recall["trace"],
    )
    thrown_away = (await director.get("inventory", f"/lots/{GTIN}/NP24A/trace"))["discarded_at_chair"]
    await narration.fact(
        [each["cause"] for each in thrown_away] == ["dropped"],
        "The one that fell at the chair is in the trace as well: it touched nobody.",
        thrown_away,
    )
    off = {each["clinic"]: each["quarantined"] for each in recall["clinics"]}
    await narration.fact(
        off == {"Needlepoint Lisboa": 4, "Needlepoint New York": 2}, f"Taken off the shelves: {off}.", recall["clinics"]
    )
    after = await reservation_of(world, third[0]["id"])
    await narration.fact(
        [held["lot"] for held in after["held"]] == ["NP25B"],
        "What was reserved of it is released; her third session now holds a cartridge of NP25B.",
        after,
    )
    await _books_and_message(world, narration, director)
    await _letters(world, narration, director, recall["id"])


async def _books_and_message(world: World, narration: Narration, director: Caller) -> None:
    """The ledger still adds up, and the other clinic was informed once."""
    lot = await director.get("inventory", f"/lots/{GTIN}/NP24A")
    came, places = (
        ("received", "transferred_in", "found"),
        (
            *("on_hand", "reserved", "in_transit", "quarantine", "used", "discarded", "returned", "lost"),
            "transferred_out",
        ),
    )
    adds_up = all(sum(each[way] for way in came) == sum(each[place] for place in places) for each in lot["clinics"])
    await narration.fact(adds_up, "The ledger of the lot adds up at both clinics.", lot["clinics"])
    contact = await director.every("notifications", "/messages", clinic_id=world.known["New York"]["id"], status="sent")
    await narration.fact(
        sum(one["template"] == "lot_recalled" for one in contact) == 1,
        "New York's stock manager gets one message.",
        contact,
    )


async def _letters(world: World, narration: Narration, director: Caller, recall_id: str) -> None:
    """Whoever was treated with the lot is written to, and is followed until they know."""
    life = await director.get("inventory", f"/serials/{GTIN}/A001")
    await narration.fact(
        [step["what"] for step in life["steps"]] == ["recalled", "used", "received"],
        "Cartridge A001 is followed from its box to Marta, and to the recall of its lot.",
        life,
    )
    await director.post("inventory", f"/recalls/{recall_id}/letters")
    await world.settle()
    [letter] = await director.every("inventory", "/recall-letters", recall_id=recall_id)
    await narration.fact(
        letter["status"] == "sent",
        f"A director releases the letters: one leaves for Marta, by {letter['channel']}.",
        letter,
    )
    desk = world.caller(Role.FRONT_DESK)
    known = await desk.post("inventory", f"/recall-letters/{letter['id']}/answered")
    await narration.fact(known["status"] == "answered", "She calls: it is noted that she knows.", known)
