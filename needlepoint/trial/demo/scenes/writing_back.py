"""A patient answers a message with words about her skin: a person reads them, and a director is asked at once."""

from datetime import timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.narration import Narration
from needlepoint.trial.demo.world import Json, World

WORDS = "my face burns and oozes"


async def play(world: World, narration: Narration) -> None:
    """Marta writes; the desk reads it, Ana calls her, and Dr Costa takes note."""
    text = await _written(world, narration)
    report = await _looked_at(world, narration, text)
    await _asked(world, narration, report)


async def _written(world: World, narration: Narration) -> Json:
    marta, desk = world.known["Marta"], world.caller(Role.FRONT_DESK, clinics=[world.known["Lisbon"]["id"]])
    wrote = {"channel": "sms", "sender": marta["phone"], "text": WORDS, "id": "SM-4711"}
    made = await world.caller(Role.INTEGRATION).post("notifications", "/inbound", wrote)
    await world.settle()
    waiting = await desk.every("notifications", "/worklist", kind="unanswered_thread", patient_id=marta["id"])
    text: Json = await desk.get("notifications", f"/texts/{made['text_id']}")
    await narration.fact(
        text["text"] == WORDS and [one["patient_id"] for one in waiting] == [marta["id"]],
        f"Marta answers “{WORDS}”: kept, and on the desk's list, to be read within a quarter of an hour.",
        [text, waiting],
    )
    return text


async def _looked_at(world: World, narration: Narration, text: Json) -> Json:
    lisbon = world.known["Lisbon"]
    nurse = world.practitioner(lisbon["practitioners"][0]["id"], lisbon["id"])
    waiting = await nurse.every("screening", "/reactions", patient_id=world.known["Marta"]["id"], status="to_look_at")
    await narration.fact(
        [(one["text_id"], one["grade"]) for one in waiting] == [(text["id"], None)],
        "Screening has a report of it without a grade: a machine grades nothing.",
        waiting,
    )
    yesterday = (world.local("Lisbon", world.now) - timedelta(days=1)).date()
    seen = {
        "signs": ["infection"],
        "places": ["face"],
        "began_on": yesterday.isoformat(),
        "reason": "Called, and seen by video: it oozes and is hot.",
    }
    report: Json = await nurse.post("screening", f"/reactions/{waiting[0]['id']}/amend", seen)
    await nurse.post("notifications", f"/texts/{text['id']}/settle", {"note": "Called: see the report in screening."})
    await world.settle()
    held = await nurse.every("booking", "/appointments", clinic_id=lisbon["id"], held=True)
    await narration.fact(
        report["grade"] == "serious" and report["suspends"] and len(held) == 1,
        "Ana calls her and says what the signs are: serious. Her next session is held at once.",
        [report, held],
    )
    return report


async def _asked(world: World, narration: Narration, report: Json) -> None:
    director = world.caller(Role.MEDICAL_DIRECTOR)
    sent = await director.every("notifications", "/messages", template="report_to_acknowledge", status="sent")
    mails = [one for one in sent if report["id"] in (one["text"] or "")]
    shown = mails[0]["text"] if mails else ""
    await narration.fact(
        len(mails) == 1 and mails[0]["channel"] == "email" and "Marta" not in shown,
        f"Dr Costa gets an e-mail at her work address, which names no patient: “{shown}”",
        sent,
    )
    acknowledged = await director.post("screening", f"/reactions/{report['id']}/acknowledge")
    await world.settle()
    left = [
        *await director.every("screening", "/worklist", kind="reaction_to_acknowledge"),
        *await director.every("notifications", "/worklist", kind="unanswered_thread"),
        *await director.every("notifications", "/worklist", kind="director_to_call"),
    ]
    await narration.fact(
        acknowledged["suspension"]["acknowledged_at"] is not None and not left,
        "Dr Costa acknowledges it: nobody else is asked, and nothing of it waits on a list.",
        [acknowledged, left],
    )
