"""Somebody too young is declined; somebody on isotretinoin may come from a date on."""

from datetime import timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import years_before
from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.steps import messages_of, screened
from needlepoint.trial.demo.world import Json, World


async def play(world: World, narration: Narration) -> None:
    """Both in New York."""
    today = world.local("New York", world.now).date()
    young = await screened(world, "Leo", "New York", years_before(today, 17), "+12125550117")
    await narration.fact(
        young["outcome"] == "declined" and _cites(young, "S4"),
        f"Leo, 17: declined. {young['reasons'][0]['sentence']} ({_sources(young)})",
        young,
    )
    await _no_session(world, narration, "Leo")

    stopped = today + timedelta(days=20)
    deferred = await screened(
        world,
        "Nora",
        "New York",
        years_before(today, 29),
        "+12125550129",
        isotretinoin_now=True,
        isotretinoin_last_dose_on=stopped.isoformat(),
    )
    until = deferred["eligible_from"]
    await narration.fact(
        deferred["outcome"] == "deferred" and until is not None and until > (stopped + timedelta(days=180)).isoformat(),
        f"Nora, on isotretinoin until {stopped}: deferred; she may come from {until} ({_sources(deferred)})",
        deferred,
    )
    told = await messages_of(world, "Nora", "screening_deferred", "sent")
    await narration.fact(
        len(told) == 1 and "isotretinoin" not in told[0]["text"].lower(),
        f"Her message does not say why: “{told[0]['text'] if told else ''}”",
        told,
    )
    await _no_session(world, narration, "Nora")


async def _no_session(world: World, narration: Narration, who: str) -> None:
    desk = world.caller(Role.FRONT_DESK, clinics=[world.known["New York"]["id"]])
    known = world.known["New York"]
    rooms = await desk.every("booking", f"/clinics/{known['id']}/rooms")
    wanted = (world.local("New York", world.now) + timedelta(days=3)).replace(
        hour=11, minute=0, second=0, microsecond=0
    )
    problem = await desk.refused(
        "booking",
        "/appointments",
        {
            "patient_id": world.known[who]["id"],
            "clinic_id": known["id"],
            "kind": "session",
            "starts_at": wanted.isoformat(),
            "practitioner_id": known["practitioners"][0]["id"],
            "room_id": rooms[0]["id"],
            "device_id": known["device"]["id"],
        },
    )
    await narration.fact(
        problem["status"] == 409, f"The desk cannot book a session for {who}: {problem['detail']}", problem
    )


def _cites(decided: Json, source: str) -> bool:
    return source in _sources(decided)


def _sources(decided: Json) -> str:
    decisive = [reason for reason in decided["reasons"] if reason["decisive"]]
    return "; ".join(f"{one['source']}, {one['grade']}" for reason in decisive for one in reason["sources"])
