"""A patient opens the link in her message, without an account: she says that she comes, then moves the visit."""

from datetime import timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import patient, years_before
from needlepoint.trial.demo.narration import Narration, day_and_hour
from needlepoint.trial.demo.steps import book_first, register
from needlepoint.trial.demo.telephone import Telephone
from needlepoint.trial.demo.world import Json, World


async def play(world: World, narration: Narration) -> None:
    """Rosa has a consult next week and a telephone."""
    lisbon = world.known["Lisbon"]
    today = world.local("Lisbon", world.now).date()
    form = patient("Rosa", "Lima", years_before(today, 41), lisbon["id"], "+351210000077")
    await register(world, "Rosa", form)
    desk = world.caller(Role.FRONT_DESK, clinics=[lisbon["id"]])
    visit = await book_first(
        world, desk, "Rosa", "Lisbon", kind="consult", since=today + timedelta(days=5), near="10:00"
    )
    await world.settle()
    links = await desk.every("notifications", "/links", patient_id=world.known["Rosa"]["id"], act="visit")
    address = world.stage.address_of_link(links[0]["id"]) if links else None
    if address is None:
        await narration.say("Messages have no links here: NOTIFICATIONS_LINK_PAGE is not set.")
        return
    async with Telephone(address) as telephone:
        await _opened(narration, telephone, lisbon)
        await _confirmed(world, narration, telephone, visit)
        await _moved(world, narration, telephone, visit)


async def _opened(narration: Narration, telephone: Telephone, lisbon: Json) -> None:
    scanned = [await telephone.sees() for _ in range(3)]
    quiet = all("Rosa" not in page and lisbon["name"] in page for page in scanned)
    await narration.fact(
        quiet,
        "A scanner follows the link in Rosa's message: it sees the clinic's name, and uses nothing up.",
        scanned[0],
    )


async def _confirmed(world: World, narration: Narration, telephone: Telephone, visit: Json) -> None:
    shown = await telephone.sends(await telephone.sees())
    said = await telephone.sends(shown, "/confirm")
    await world.settle()
    seen = await world.caller(Role.FRONT_DESK).get("booking", f"/appointments/{visit['id']}")
    await narration.fact(
        "The clinic knows that you come." in said and bool(seen["confirmed_at"]),
        "Rosa opens it with one press and says that she comes: the desk sees it.",
        seen,
    )


async def _moved(world: World, narration: Narration, telephone: Telephone, visit: Json) -> None:
    said = await telephone.sends(await telephone.sees("/move"), "/move")
    await world.settle()
    seen = await world.caller(Role.FRONT_DESK).get("booking", f"/appointments/{visit['id']}")
    starts = world.local("Lisbon", seen["starts_at"])
    await narration.fact(
        "has its new time" in said and seen["starts_at"] != visit["starts_at"],
        f"On the same page she takes another of the times that are offered: {day_and_hour(starts)}.",
        seen,
    )
    async with Telephone(f"{telephone.origin}{telephone.home}") as somebody:
        ended = await somebody.sees()
    await narration.fact(
        "does not open any more" in ended, "Whoever opens the old link now is led to the newest message.", ended
    )
