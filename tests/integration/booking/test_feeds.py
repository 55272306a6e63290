"""Calendar programs read a diary: what is booked, without patients, until the address is ended."""

from datetime import timedelta
from typing import Any

import httpx
from icalendar import Calendar

from tests.integration.booking.chain import CHOICE, Chain, House, made, moment, refused


async def reads(chain: Chain, path: str, **headers: str) -> httpx.Response:
    """A calendar program, which has no token."""
    transport = httpx.ASGITransport(chain.booking.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://public") as program:
        return await program.get(path, headers=headers)


async def shown(chain: Chain, path: str) -> list[Any]:
    answer = await reads(chain, path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return events_in(answer)


def events_in(answer: httpx.Response) -> list[Any]:
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


async def feed(chain: Chain, house: House, **form: Any) -> dict[str, Any]:
    return made(await chain.desk.post(f"/clinics/{house.clinic_id}/calendar-feeds", json={"name": "Desk"} | form))


async def test_a_clinics_feed_shows_what_is_booked_and_for_nobody(chain: Chain, lisbon: House) -> None:
    given = await feed(chain, lisbon)
    assert await shown(chain, given["path"]) == []
    visit = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    [event] = await shown(chain, given["path"])
    assert event["UID"] == f"{visit['id']}@needlepoint"
    assert event.decoded("DTSTART") == moment(visit["local_start"])
    assert (event["SUMMARY"], event["LOCATION"]) == ("Consult · Ana Reis 0", "Room 0")
    content = (await reads(chain, given["path"])).text
    assert "Sousa" not in content
    assert "+351912345678" not in content


async def test_it_follows_a_move_and_a_cancelled_one_vanishes(chain: Chain, lisbon: House) -> None:
    given = await feed(chain, lisbon)
    visit = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    [before] = await shown(chain, given["path"])
    (later, *_) = await chain.slots(lisbon, "consult", near="17:00", limit=1)
    form, tag = {name: later[name] for name in CHOICE}, {"If-Match": f'"{visit["version"]}"'}
    made(await chain.desk.post(f"/appointments/{visit['id']}/move", json=form, headers=tag))
    [after] = await shown(chain, given["path"])
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("DTSTART") == moment(later["local_start"])
    made(await chain.desk.post(f"/appointments/{visit['id']}/cancel", json={"reason": "on holiday"}))
    assert await shown(chain, given["path"]) == []


async def test_an_unchanged_diary_is_not_sent_again(chain: Chain, lisbon: House) -> None:
    given = await feed(chain, lisbon)
    await chain.booked(await chain.register(lisbon), lisbon, "consult")
    tag = (await reads(chain, given["path"])).headers["ETag"]
    again = await reads(chain, given["path"], **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    await chain.booked(await chain.register(lisbon), lisbon, "consult")
    assert (await reads(chain, given["path"], **{"If-None-Match": tag})).status_code == 200


async def test_a_practitioners_feed_is_their_own(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=("2.0", "2.0"))
    one, other = house.nurses
    given = await feed(chain, house, practitioner_id=one)
    visit = await chain.booked(await chain.register(house), house, "consult", practitioner_id=other)
    assert visit["practitioner_id"] == other
    assert await shown(chain, given["path"]) == []
    place = f"/clinics/{house.clinic_id}/calendar-feeds"
    made(await chain.nurse(one).post(place, json={"name": "Mine", "practitioner_id": one}))
    elsewhere = await chain.open()
    refused(
        await chain.desk.post(place, json={"name": "X", "practitioner_id": elsewhere.nurses[0]}),
        "not-found",
        status=404,
    )


async def test_a_feed_ends_when_its_practitioner_leaves(chain: Chain, lisbon: House) -> None:
    given, whole = await feed(chain, lisbon, practitioner_id=lisbon.nurses[0]), await feed(chain, lisbon)
    place = f"/clinics/{lisbon.clinic_id}/unavailabilities"
    form = {"resource_kind": "practitioner", "resource_id": lisbon.nurses[0], "cause": "ended", "starts": "2027-03-02"}
    made(await chain.operator.post(place, json=form))
    assert await shown(chain, given["path"]) == []
    chain.booking.clock.advance(timedelta(days=1))
    assert (await reads(chain, given["path"])).status_code == 404
    assert await shown(chain, whole["path"]) == []


async def test_a_feed_is_listed_and_ended(chain: Chain, lisbon: House) -> None:
    given = await feed(chain, lisbon)
    place = f"/clinics/{lisbon.clinic_id}/calendar-feeds"
    await reads(chain, given["path"])
    [listed] = made(await chain.desk.get(place))["items"]
    assert (listed["id"], listed["last_read_on"]) == (given["id"], "2027-03-01")
    assert "path" not in listed
    made(await chain.desk.post(f"{place}/{given['id']}/end"))
    assert (await reads(chain, given["path"])).status_code == 404
    refused(await chain.desk.post(f"{place}/{given['id']}/end"), "feed-ended")
    assert made(await chain.desk.get(place, params={"ended": "false"}))["items"] == []


async def test_nobody_guesses_an_address(chain: Chain, lisbon: House) -> None:
    await feed(chain, lisbon)
    for wrong in ("x", "0" * 22, "../open", "%00", "' OR 1=1"):
        assert (await reads(chain, f"/links/calendars/{wrong}")).status_code == 404


async def test_a_patients_file_follows_the_appointment(chain: Chain, lisbon: House) -> None:
    visit = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    place = f"/appointments/{visit['id']}/invitation.ics"
    answer = await chain.desk.get(place)
    [event] = events_in(answer)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event["STATUS"], event["SUMMARY"]) == ("CONFIRMED", "Clinic in Europe/Lisbon")
    assert event.decoded("DTEND") - event.decoded("DTSTART") > timedelta(0)
    made(await chain.desk.post(f"/appointments/{visit['id']}/cancel", json={"reason": "on holiday"}))
    [gone] = events_in(await chain.desk.get(place))
    assert (gone["UID"], gone["STATUS"]) == (event["UID"], "CANCELLED")
    assert gone["SEQUENCE"] > event["SEQUENCE"]
