"""What can be planned at a clinic: zones are for RF, and the device is one that the clinic has."""

from collections.abc import Collection, Sequence

from contracts.vocabulary import Modality
from services.booking.care.domain.refusals import AreaNamedTwice, CourseBegun, ModelNotHere, ZoneDoesNotFit
from services.booking.care.domain.words import Area, FaceZone


def require_zone(zone: FaceZone | None, area: Area, modality: Modality) -> None:
    """Raises ZoneDoesNotFit for a zone without RF, or one that the area does not have."""
    if zone is None:
        return
    if modality is not Modality.RF:
        raise ZoneDoesNotFit("Only RF is planned by zones: leave the zone out, or plan RF.")
    wanted = Area.NECK if zone is FaceZone.NECK else Area.FACE
    if area is not wanted:
        raise ZoneDoesNotFit(
            "The zone {zone} belongs to the area {area}: plan that area, or leave the zone out.",
            zone=zone.value,
            area=wanted.value,
        )


def require_areas(areas: Sequence[Area]) -> None:
    """Raises AreaNamedTwice when a plan names an area more than once."""
    twice = next((area for area in areas if areas.count(area) > 1), None)
    if twice is not None:
        raise AreaNamedTwice("The plan names {area} twice: name each area once, with its depth.", area=twice.value)


def require_model(model: str, modality: Modality, there: Collection[str]) -> None:
    """Raises ModelNotHere unless the clinic has a device of this model and kind; ``there`` are the models that it has.

    The refusal names them.
    """
    if model in there:
        return
    if not there:
        raise ModelNotHere(
            "This clinic has no {modality} device: plan another kind, or register the device first.",
            modality=modality.value,
        )
    raise ModelNotHere(
        "This clinic has no {modality} device of the model {model}: plan one that it has ({models}).",
        modality=modality.value,
        model=model,
        models=", ".join(sorted(there)),
    )


def require_untreated(performed: int) -> None:
    """Raises CourseBegun when sessions were performed here by the plan that is to be another one."""
    if performed:
        raise CourseBegun(
            "{performed} {performed:session of this plan was|sessions of this plan were} performed: "
            "stop the course, and plan another at a consult.",
            performed=performed,
        )
