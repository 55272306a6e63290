"""The session is done and recorded; follow-up, aftercare and low stock come of it."""

from datetime import datetime, timedelta

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import REORDER_POINT
from needlepoint.trial.demo.narration import Narration, day_and_hour
from needlepoint.trial.demo.steps import (
    check_the_day,
    messages_of,
    reminders_of,
    reservation_of,
    session_form,
    treating,
)
from needlepoint.trial.demo.world import World


async def play(world: World, narration: Narration) -> None:
    """Marta's first session."""
    session = world.known["Marta's session"]
    await world.travel(datetime.fromisoformat(session["starts_at"]))
    reminded = [each for each in await reminders_of(world, "Marta") if each["status"] == "sent"]
    await narration.fact(len(reminded) == 1, "She was reminded the day before.", reminded)
    prepared = await messages_of(world, "Marta", "visit_preparation", "sent")
    text = prepared[0]["text"] if prepared else "nothing"
    await narration.fact(len(prepared) == 1, f"Before that she had read how to prepare: “{text}”", prepared)
    checked = await check_the_day(world, "Marta", "Lisbon")
    await narration.fact(
        checked["outcome"] in ("cleared", "cleared_with_conditions"),
        "Session day: no sunburn, no acids, the antiviral taken as prescribed. Cleared for today.",
        checked,
    )
    await world.travel(datetime.fromisoformat(session["ends_at"]))
    scan = world.known["used scan"] = world.known["labels"]["NP24A"][0]
    done = world.known["first session"] = await treating(world, session).post(
        "booking", f"/appointments/{session['id']}/session", session_form(world, "Lisbon", scan)
    )
    cartridge = done["cartridges"][0]
    await narration.say(
        f"Recorded: session {done['number']}, face, {done['depth_mm']} mm, {done['device_name']}, "
        f"cartridge {cartridge['serial']} of lot {cartridge['lot']}."
    )
    await _follow_up(world, narration)
    await _stock(world, narration)
    await _aftercare(world, narration)


async def _follow_up(world: World, narration: Narration) -> None:
    desk = world.caller(Role.FRONT_DESK)
    found = await desk.every("booking", "/appointments", patient_id=world.known["Marta"]["id"])
    held = [one for one in found if one["origin"] == "follow_up" and one["status"] == "booked"]
    follow_up = world.known["Marta's follow-up"] = held[0]
    usual = world.local("Lisbon", world.known["Marta's session"]["starts_at"])
    starts = world.local("Lisbon", follow_up["starts_at"])
    weeks = (starts.date() - usual.date()).days / 7
    apart = abs((starts.hour * 60 + starts.minute) - (usual.hour * 60 + usual.minute))
    await narration.fact(
        len(held) == 1 and 4 <= weeks <= 6 and apart <= 60,
        f"Her follow-up is held {weeks:.1f} weeks on, near her usual time: {day_and_hour(starts)}.",
        held,
    )
    told = await messages_of(world, "Marta", "follow_up_held", "sent")
    await narration.fact(len(told) == 1 and f"{starts:%H:%M}" in told[0]["text"], "She gets one message.", told)


async def _stock(world: World, narration: Narration) -> None:
    keeper = world.caller(Role.STOCK_MANAGER, clinics=[world.known["Lisbon"]["id"]])
    stock = (await keeper.every("inventory", "/stock", clinic_id=world.known["Lisbon"]["id"]))[0]
    reserved = await reservation_of(world, world.known["Marta's follow-up"]["id"])
    await narration.fact(
        stock["available"] == REORDER_POINT and stock["reserved"] == 1 and reserved["status"] == "reserved",
        f"Stock in Lisbon: 12 received, 1 used, 1 held for the follow-up, {stock['available']} free.",
        stock,
    )
    sent = await keeper.every("notifications", "/messages", clinic_id=world.known["Lisbon"]["id"], status="sent")
    low = [message for message in sent if message["template"] == "stock_low"]
    await narration.fact(
        stock["low"] and len(low) == 1, "That is the reorder point: the stock manager gets one message.", [stock, low]
    )


async def _aftercare(world: World, narration: Narration) -> None:
    await world.travel(world.now + timedelta(days=9))
    sent = [one for one in await messages_of(world, "Marta", status="sent") if one["template"].startswith("aftercare")]
    times = sorted(datetime.fromisoformat(one["settled_at"]) for one in sent)
    shown = ", ".join(day_and_hour(moment) for moment in times)
    await narration.fact(
        len(sent) >= 3 and len({one["template"] for one in sent}) == len(sent),
        f"Nine days later: {len(sent)} aftercare messages went out, each once: {shown}.",
        sent,
    )
    await narration.fact(
        all(8 <= moment.hour < 21 for moment in times), "None of them in quiet hours (21–8, 47 CFR 64.1200).", times
    )
