"""A reaction after the second session stops the third at once; directors are asked in line until one decides."""

from datetime import timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.steps import herself
from needlepoint.trial.demo.world import Caller, Json, World


async def play(world: World, narration: Narration) -> None:
    """Marta reports it on her phone; nobody reads it for a quarter of an hour."""
    director = world.caller(Role.MEDICAL_DIRECTOR)
    line = {"contacts": [{"name": "Dr Costa", "email": "costa@example.org"}, {"name": "Dr Silva"}]}
    await director.put("screening", f"/clinics/{world.known['Lisbon']['id']}/reaction-line", line)
    report = await _report(world, narration)
    await _stopped(world, narration)
    await world.travel(world.now + timedelta(minutes=16))
    asked = await _asked(director, report)
    await narration.fact(
        asked == ["Dr Costa", "Dr Silva"],
        "Dr Costa does not acknowledge it within 15 minutes, so Dr Silva is asked.",
        asked,
    )
    await director.post("screening", f"/reactions/{report['id']}/acknowledge")
    lifted = await director.post(
        "screening",
        f"/reactions/{report['id']}/decide",
        {"decision": "lift", "reason": "Seen by video: a mark of the sun, and no reaction of the skin to needling."},
    )
    await world.settle()
    held = await _held(world)
    await narration.fact(
        not lifted["suspends"] and not held,
        "Dr Silva has a look and lifts the suspension: her session stands, at the time that was kept.",
        [lifted, held],
    )


async def _report(world: World, narration: Narration) -> Json:
    today = world.local("Lisbon", world.now).date()
    form = {
        "patient_id": world.known["Marta"]["id"],
        "signs": ["hyperpigmentation"],
        "places": ["face"],
        "began_on": (today - timedelta(days=1)).isoformat(),
    }
    report: Json = await herself(world, "Marta").post("screening", "/reactions", form)
    await world.settle()
    cited = "; ".join(f"{one['source']}, {one['grade']}" for one in report["reasons"][0]["sources"])
    used = report["session"]["equipment"]
    await narration.fact(
        report["grade"] == "serious" and report["suspends"] and bool(used["cartridges"]),
        f"Marta reports darker skin on her phone: serious ({cited}). Beside it stand her last session's device "
        f"{used['device_serial']}, {used['depth_mm']} mm and lot {used['cartridges'][0]['lot']}.",
        report,
    )
    return report


async def _stopped(world: World, narration: Narration) -> None:
    held = await _held(world)
    await narration.fact(
        [one["patient_id"] for one in held] == [world.known["Marta"]["id"]],
        "Her next session is held at once: it is on the desk's list, and nobody reminds her of it.",
        held,
    )


async def _held(world: World) -> list[Json]:
    desk = world.caller(Role.FRONT_DESK)
    return await desk.every("booking", "/appointments", clinic_id=world.known["Lisbon"]["id"], held=True)


async def _asked(director: Caller, report: Json) -> list[str]:
    """Who was asked to acknowledge the report, in order."""
    steps = (await director.get("screening", f"/reactions/{report['id']}"))["steps"]
    return [step["details"]["recipient"] for step in steps if step["what"] == "asked"]
