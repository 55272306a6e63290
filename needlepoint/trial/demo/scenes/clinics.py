"""Clinics with hours, rooms, devices, and practitioners with what each may do."""

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import CLINICS, DEVICE_MODEL, GTIN, PRACTITIONERS
from needlepoint.trial.demo.narration import Narration, day_and_hour
from needlepoint.trial.demo.world import World


async def play(world: World, narration: Narration) -> None:
    """Open both, then read them back."""
    operator = world.caller(Role.OPERATOR)
    for place, form in CLINICS.items():
        clinic = world.known[place] = await operator.post("booking", "/clinics", form)
        path = f"/clinics/{clinic['id']}"
        for room in ("Room 1", "Room 2"):
            await operator.post("booking", f"{path}/rooms", {"name": room})
        device = {
            "model": DEVICE_MODEL,
            "modality": "pen",
            "serial": f"{place[:2].upper()}-0001",
            "cartridge_gtin": GTIN,
        }
        clinic["device"] = await operator.post("booking", f"{path}/devices", device)
        clinic["practitioners"] = [
            await operator.post("booking", f"{path}/practitioners", form) for form in PRACTITIONERS[place]
        ]
        await narration.say(
            f"{clinic['name']} opens: {clinic['address']}, {clinic['time_zone']}, Monday to Saturday 9–19."
        )
    director = world.caller(Role.MEDICAL_DIRECTOR)
    listed = await director.every("booking", "/clinics")
    clocks = {day_and_hour(world.local(place, world.now)) for place in CLINICS}
    await narration.fact(
        len(listed) == 2 and len(clocks) == 2, f"Two clinics, whose clocks show {' and '.join(sorted(clocks))}.", listed
    )
    staff = await director.every("booking", f"/clinics/{world.known['Lisbon']['id']}/practitioners")
    may = {f"{one['given_name']} {one['family_name']}": one["permissions"] for one in staff}
    shown = "; ".join(
        f"{name}: {', '.join(f'''{each['modality']} to {each['max_depth_mm']} mm''' for each in permissions)}"
        for name, permissions in may.items()
    )
    await narration.fact(len(may) == 2 and all(may.values()), f"Who may do what in Lisbon: {shown}.", may)
