"""The medical director of the chain reads what decides about patients, and signs it."""

from chassis.access.actors import Role
from needlepoint.services import SERVICE_NAMES
from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.world import Caller, Json, World


async def play(world: World, narration: Narration) -> None:
    """Whatever kinds there are, in whatever service: all of it is found through the API."""
    director = world.caller(Role.MEDICAL_DIRECTOR)
    kinds = await _kinds(director)
    await narration.fact(
        bool(kinds) and not any(_is_signed(kind) for _, kind in kinds),
        f"Nothing is signed yet of {', '.join(kind['name'] for _, kind in kinds)}: a director reads and signs.",
        kinds,
    )
    waiting = [(service, kind["name"]) for service, kind in kinds]
    while waiting:
        postponed = [each for each in waiting if not await _sign(director, narration, *each)]
        if len(postponed) == len(waiting):
            await narration.fact(False, f"{postponed} could be signed.", postponed)
            return
        waiting = postponed
    await world.settle()
    signed = await _kinds(director)
    await narration.fact(
        all(_is_signed(kind) for _, kind in signed),
        "All of it is signed and in force from today. What each decides, plans and sends names version and digest.",
        signed,
    )


def _is_signed(kind: Json) -> bool:
    """Whether what is in force has a director's signature; in a rehearsal something unsigned may be in force."""
    return kind["in_force"] is not None and "medical_director" in (kind["signature"] or "")


async def _kinds(director: Caller) -> list[tuple[str, Json]]:
    """Every kind of reference data of every service that has any."""
    found = []
    for service in SERVICE_NAMES:
        answer = await director.request(service, "GET", "/reference")
        if answer.is_success:
            found += [(service, kind) for kind in answer.json()]
    return found


async def _sign(director: Caller, narration: Narration, service: str, kind: str) -> bool:
    """Read and sign the newest version; False when it needs another one that is not signed yet."""
    newest = (await director.every(service, f"/reference/{kind}"))[0]
    whole = await director.get(service, f"/reference/{kind}/{newest['version']}")
    answer = await director.request(service, "POST", f"/reference/{kind}/{newest['version']}/sign", body={})
    if answer.status_code == 409 and answer.json()["type"].endswith(":needs-signature"):
        return False
    signed = director.expect(answer)
    await narration.say(
        f"{service}: {kind} {signed['version']}, “{signed['title']}”, with {len(whole['sources'])} sources"
        f" (digest {signed['digest'][:12]}…)."
    )
    return True
