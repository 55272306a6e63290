"""The page of a patient: each part is asked of its service, and one that does not answer leaves the others."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from chassis.local_time import local_day
from services.console import access
from services.console.access import PATIENTS_SEE
from services.console.neighbours import Refused
from services.console.pages.ages import age_on, is_minor
from services.console.pages.parts import Part
from services.console.pages.patient.looks import looks_of
from services.console.pages.patient.older import FIRST, MORE, Call, ask_all, shown_in, with_older
from services.console.pages.patient.photos import side_by_side
from services.console.pages.patient.timeline import GROUPS, KNOWN, timeline_of
from services.console.pages.patient.words import ANGLES, LOOKS, PHOTO_STAGES, PROOFS, RELATIONS, SAID, SILENCED, WHOSE
from services.console.pages.registry import Asked, page
from services.console.pages.vocabulary import AREAS, CHANNELS, CONCERNS, LANGUAGES, SERVICES, words_for

MOST = 100
"""Of each list, the newest; older ones follow on the timeline as somebody asks for them."""
AT = "/c/{clinic_id:uuid}/patients/{patient_id:uuid}"
LOOKED = "looked"
"""The tab with who looked: it is asked for alone, since to ask is logged too."""


@page(AT, PATIENTS_SEE)
async def patient(asked: Asked) -> Response:
    """Who they are, and what happened. ``of`` is one group of that, or who looked."""
    return await show_patient(asked)


async def show_patient(asked: Asked, place: str = "", refused: Refused | None = None) -> Response:
    """With what was refused beside its place. Raises Refused, Unauthenticated, Unavailable."""
    patient_id = str(asked.request.path_params["patient_id"])
    who = await asked.read_from("booking", f"/patients/{patient_id}")
    of = asked.given.one_of("of", (*GROUPS, *[LOOKED] * _may(asked, access.LOOKS_SEE)))
    looked = of == LOOKED
    calls = _calls(asked, patient_id, happened=not looked)
    parts = await ask_all(asked, calls)
    looks = await _looks(asked, patient_id) if looked else {}
    group, shown = of if of in GROUPS else None, asked.given.read("shown", shown_in) or FIRST
    if not looked:
        parts = await with_older(asked, calls, parts, group, shown)
    listed = _items({name: part for name, part in parts.items() if name in KNOWN})
    entries = [] if looked else timeline_of(listed, group)
    return asked.draw(
        "patient",
        status=refused.status if refused else 200,
        patient=who,
        age=age_on(local_day(asked.work.now, asked.at.zone), who["date_of_birth"]),
        is_minor=is_minor(local_day(asked.work.now, asked.at.zone), who["date_of_birth"]),
        entries=[(local_day(each.at, asked.at.zone), each) for each in entries[:shown]],
        older=len(entries) > shown,
        first=FIRST,
        shown=shown,
        more=MORE,
        away=sorted({each.why_not for each in (*parts.values(), *looks.values()) if each.why_not and not each.hidden}),
        addresses=[each for each in parts["addresses"].items if each["ended_at"] is None],
        past_addresses=[each for each in parts["addresses"].items if each["ended_at"] is not None],
        not_reached={(each["channel"], each["address"]): each["reason"] for each in _bad(parts["reach"])},
        guardians=parts["guardians"].items,
        notes=parts["notes"].items if "notes" in parts else None,
        changes=[each for each in parts["changes"].items if each["status"] == "pending"],
        alike=parts["alike"].items if "alike" in parts else (),
        reach=parts["reach"].content,
        consented=parts["consented"].items,
        courses=sorted(parts["courses"].items, key=lambda each: each["stopped_at"] is not None),
        photos=side_by_side(parts["photos"].items) if "photos" in parts else [],
        looks=[(local_day(each.at, asked.at.zone), each) for each in looks_of(_items(looks))],
        of=of if of in GROUPS or looked else "",
        groups=[*GROUPS.items()],
        refused_beside=place,
        sentence=refused.sentence if refused else None,
        typed=asked.form,
        here=asked.address(f"patients/{patient_id}"),
        shows=asked.shows,
        may=lambda name: _may(asked, getattr(access, name)),
        words_for=words_for,
        AREAS=AREAS,
        CONCERNS=CONCERNS,
        CHANNELS=CHANNELS,
        LANGUAGES=LANGUAGES,
        RELATIONS=RELATIONS,
        ANGLES=ANGLES,
        PHOTO_STAGES=PHOTO_STAGES,
        SILENCED=SILENCED,
        WHOSE=WHOSE,
        PROOFS=PROOFS,
        LOOKS=LOOKS,
        SAID=SAID,
        SERVICES=SERVICES,
    )


async def act_on(
    asked: Asked, place: str, path: str, body: Any = None, method: str = "POST", service: str = "booking"
) -> Response:
    """Have a service do something with the patient's record; what it refuses is said at ``place`` of the page."""
    patient = asked.request.path_params["patient_id"]
    try:
        await asked.send_to(service, f"/patients/{patient}{path}", body, method=method)
    except Refused as refused:
        return await show_patient(asked, place, refused)
    return asked.go(f"{asked.address(f'patients/{patient}')}#{place}")


def _may(asked: Asked, scope: Any) -> bool:
    return asked.may(scope, asked.at.id)


def _calls(asked: Asked, patient_id: str, *, happened: bool) -> Mapping[str, Call]:
    """Everything that this person may see. What they may not is not asked: a refusal would be logged.

    Not ``happened``: without what is shown of it alone.
    """
    of_patient = {"patient_id": patient_id, "limit": MOST}
    at = f"/patients/{patient_id}"
    calls: dict[str, Call] = {
        "addresses": ("booking", f"{at}/addresses", {"ended": "true"}),
        "guardians": ("booking", f"{at}/guardians", {}),
        "changes": ("booking", f"{at}/contact-changes", {}),
        "consented": ("booking", f"{at}/processing-consents", {}),
        "appointments": ("booking", "/appointments", {**of_patient, "order": "newest"}),
        "courses": ("booking", "/courses", of_patient),
        "openings": ("booking", f"{at}/emergency-accesses", {}),
        "stays": ("booking", f"{at}/care-relationships", {}),
        "screenings": ("screening", "/screenings", of_patient),
        "intakes": ("screening", "/intakes", of_patient),
        "consents": ("screening", "/consents", of_patient),
        "reactions": ("screening", "/reactions", of_patient),
        "messages": ("notifications", "/messages", of_patient),
        "texts": ("notifications", "/texts", of_patient),
        "reach": ("notifications", f"{at}/reachability", {}),
    }
    for scope, more in {
        access.RECORD_SEE: {"consults": "/consults", "sessions": "/sessions", "reviews": "/results-reviews"},
        access.PHOTOS_SEE: {"photos": "/photos"},
        access.MERGES_PROPOSE: {"alike": "/possible-duplicates"},
    }.items():
        if _may(asked, scope):
            calls |= {name: ("booking", path, of_patient) for name, path in more.items()}
    if _may(asked, access.MERGES_PROPOSE):
        calls["merges"] = ("booking", f"{at}/merges", {})
    if _may(asked, access.NOTES_KEEP):
        calls["notes"] = ("booking", f"{at}/notes", {})
    if _may(asked, access.USES_SEE):
        calls["uses"] = ("inventory", "/uses", of_patient)
    return {name: call for name, call in calls.items() if happened or name not in KNOWN or name == "courses"}


def _bad(reach: Part) -> Sequence[Mapping[str, Any]]:
    return reach.content["bad"] if reach.content else ()


async def _looks(asked: Asked, patient_id: str) -> Mapping[str, Part]:
    """Who looked, by service."""
    query = {"patient_id": patient_id, "limit": MOST}
    return await ask_all(asked, {service: (service, "/access-log", query) for service in SERVICES})


def _items(parts: Mapping[str, Part]) -> dict[str, Sequence[Mapping[str, Any]]]:
    return {name: part.items for name, part in parts.items()}
