"""Somebody who was deferred is registered again and cleared; the two records become one, and the stricter counts."""

from datetime import date

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import patient
from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.steps import herself, screened, screening_of
from needlepoint.trial.demo.world import World


async def play(world: World, narration: Narration) -> None:
    """Nora has another number now, and says nothing of isotretinoin."""
    nora = world.known["Nora"]
    born = date.fromisoformat(nora["date_of_birth"])
    new_number = "+12125550130"
    desk = world.caller(Role.FRONT_DESK, clinics=[nora["home_clinic_id"]])
    form = patient("Nora", "Example", born, nora["home_clinic_id"], new_number)
    problem = await desk.refused("booking", "/patients", form)
    candidates = [each["patient_id"] for each in problem.get("candidates", ())]
    await narration.fact(
        candidates == [nora["id"]], "Nora calls from a new number: the desk is asked whether she is Nora.", problem
    )
    mistaken = "She says that she was never here."
    again = await screened(world, "Nora again", "New York", born, new_number, new_because=mistaken)
    await narration.fact(again["outcome"] == "cleared", "Nora is registered a second time, and cleared.", again)

    director, twice = world.caller(Role.MEDICAL_DIRECTOR), world.known["Nora again"]
    reason = {"into": nora["id"], "reason": "The same person: she was here before, under her old number."}
    merged = await director.post("booking", f"/patients/{twice['id']}/merge", reason)
    await world.settle()
    await narration.fact(merged["appointments"] == 1, "The director merges the two records.", merged)
    held = await screening_of(world, "Nora")
    await narration.fact(
        held["outcome"] == "review" and held["consult_id"] == again["consult_id"],
        f"The clearance waits for the director: {'; '.join(held['notes'])}",
        held,
    )

    visits = await director.every("booking", "/appointments", patient_id=nora["id"])
    written = await director.every("notifications", "/messages", patient_id=nora["id"])
    announced = {one["appointment_id"] for one in written}
    await narration.fact(
        len(visits) == 2 and {one["id"] for one in visits} <= announced,
        "Both visits, and the messages about them, are in the one record.",
        [visits, written],
    )
    gone = await herself(world, "Nora again").request("booking", "GET", f"/patients/{twice['id']}")
    await narration.fact(
        gone.status_code == 410 and nora["id"] in gone.json()["detail"],
        f"Who asks for the other one reads: {gone.json()['detail']}",
        gone.json(),
    )
