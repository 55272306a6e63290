"""Cases as sources publish them: what is known of a patient and a plan, and what the source says should follow.

Each row cites the source whose sentence it is. The same table runs through the rules alone and, in part, through the
APIs of booking and screening.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from services.screening.domain.outcomes import Outcome

CLEARED, CONDITIONS, DEFERRED, REVIEW, DECLINED = Outcome


@dataclass(frozen=True)
class Case:
    """One case. ``plan`` also holds device, area, concern and depth."""

    says: str
    source: str
    outcome: Outcome
    plan: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    age: int = 40
    skin_type: int = 3
    suitable: bool = True
    findings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    day: date | None = None
    """The day before which the patient may not come, beside any outcome that does not clear."""
    conditions: frozenset[str] = frozenset()
    depth: str | None = None
    """The depth limit, in millimetres."""
    numbing: bool = True
    """Whether a cream may be used."""
    left_out: frozenset[str] = frozenset()
    """Places that are not needled."""


def case(says: str, source: str, outcome: Outcome, **known: Any) -> Case:
    """A case; what is no field of its own is an answer."""
    names = {name for name in Case.__dataclass_fields__ if name not in ("answers", "says", "source", "outcome")}
    fields = {name: value for name, value in known.items() if name in names}
    answers = {name: value for name, value in known.items() if name not in names}
    for name in ("conditions", "left_out"):
        fields[name] = frozenset(fields.get(name, ()))
    return Case(says, source, outcome, answers=answers, **fields)


def on(device: str, area: str = "face", concern: str = "texture", **more: Any) -> dict[str, Any]:
    return {"device": device, "area": area, "concern": concern, **more}


def at(*places: str, answer: Any = True, **details: Any) -> dict[str, Any]:
    """An answer with its places."""
    return {"answer": answer, **({"places": list(places)} if places else {}), **details}


RF, ROLLER = "inmode-fractora", "some-roller"
SKINPEN, DERMAPEN, EXCEED, REJUVAPEN, PEN = "skinpen", "dermapen-4", "exceed", "rejuvapen-nxt", "some-pen"
NO_CREAM: Final = "no_topical_anaesthetic"

# fmt: off
WHO = (
    case("17 years old: declined, and 18 on a day that is known", "s4", DECLINED, age=17, day=date(2027, 5, 4)),
    case("17 with RF", "s4", DECLINED, age=17, plan=on(RF), day=date(2027, 5, 4)),
    case("18 with a roller, which has no label", "s4", CLEARED, age=18, plan=on(ROLLER)),
    case("20 with SkinPen, labelled for 22 and older", "fda-microneedling-devices", REVIEW, age=20, plan=on(SKINPEN)),
    case("21 with Exceed", "fda-microneedling-devices", REVIEW, age=21, plan=on(EXCEED)),
    case("22 with Exceed", "fda-microneedling-devices", CLEARED, age=22, plan=on(EXCEED)),
    case("20 with a roller", "fda-microneedling-devices", CLEARED, age=20, plan=on(ROLLER)),
    case("20 with RF", "fda-microneedling-devices", CLEARED, age=20, plan=on(RF)),
    case("20 with Dermapen 4, whose manual has no such age", "dermapen-4-manual", CLEARED, age=20, plan=on(DERMAPEN)),
    case("the practitioner finds the patient unsuitable", "s2", DECLINED, suitable=False),
)

SKIN = (
    case("a rash in the area waits", "s4", DEFERRED, rash_in_area=at("cheeks")),
    case("a rash on the arms does not", "s4", CLEARED, rash_in_area=at("arms")),
    case("an infection declines until it is clear", "skinpen-label", DECLINED, infection_now=True),
    case("fungus of a toenail is not one of the face", "s4", CLEARED, infection_now=at("toenails")),
    case("an infection of the lungs", "skinpen-label", DECLINED, infection_now=at("inside_the_body")),
    case("open skin in the area", "skinpen-label", DEFERRED, open_or_irritated_skin=at("nose")),
    case("a wound on the leg, the face is treated", "skinpen-label", CLEARED,
         open_or_irritated_skin=at("legs_or_feet")),
    case("eczema: not evaluated", "skinpen-label", REVIEW, plan=on(SKINPEN), eczema_or_psoriasis=True),
    case("eczema of childhood, over for twenty years", "skinpen-label", CLEARED,
         eczema_or_psoriasis=at(over_since="2004-01-01")),
    case("contact dermatitis", "skinpen-label", REVIEW, plan=on(SKINPEN), contact_dermatitis=True),
    case("papulopustular rosacea", "dermapen-4-manual", REVIEW, plan=on(DERMAPEN), papulopustular_rosacea=True),
    case("acne grade IV", "dermapen-4-manual", REVIEW, plan=on(DERMAPEN), severe_acne=True),
    case("under treatment for active acne", "s3", DEFERRED, acne_treatment=True),
    case("warts in the area", "dermapen-4-manual", REVIEW, plan=on(DERMAPEN), warts_or_solar_keratosis=True),
    case("warts on the hands, the face is treated", "dermapen-4-manual", CLEARED, plan=on(DERMAPEN),
         warts_or_solar_keratosis=at("hands")),
    case("oral herpes now", "jddonline", DEFERRED, cold_sores_now=True, cold_sores=True,
         conditions=["antiviral_prophylaxis"]),
    case("cold sores in the past, a pen without a label", "jddonline", REVIEW, plan=on(PEN), cold_sores=True,
         conditions=["antiviral_prophylaxis"]),
    case("cold sores in the past, InMode: treat with prophylaxis", "inmode-fractora-label", CONDITIONS, plan=on(RF),
         cold_sores=True, conditions=["antiviral_prophylaxis"]),
    case("the same, and the prophylaxis has begun", "inmode-fractora-label", CONDITIONS, plan=on(RF), cold_sores=True,
         antiviral_prophylaxis_on=date(2026, 11, 19), conditions=["continue_prophylaxis"]),
    case("cold sores in the past, SkinPen: not evaluated", "skinpen-label", REVIEW, plan=on(SKINPEN), cold_sores=True,
         conditions=["antiviral_prophylaxis"]),
    case("herpes simplex, Dermapen 4", "dermapen-4-manual", REVIEW, plan=on(DERMAPEN), cold_sores=True,
         conditions=["antiviral_prophylaxis"]),
    case("a keloid tendency, pen", "skinpen-label", REVIEW, keloid=True),
    case("a keloid tendency, RF", "inmode-fractora-label", REVIEW, plan=on(RF), keloid=True),
    case("a keloid, and filler four days ago: both", "skinpen-label", REVIEW, keloid=True,
         toxin_or_filler_on=date(2026, 11, 17), day=date(2026, 12, 1)),
    case("wounds that heal poorly", "skinpen-label", REVIEW, plan=on(SKINPEN), poor_healing=True),
    case("a scar of eight months", "skinpen-label", REVIEW, plan=on(SKINPEN, concern="other_scars"),
         scar_under_a_year=at(on="2026-03-21")),
    case("a scar of seven weeks, best results by another source", "claytor-2022", REVIEW,
         plan=on(PEN, concern="other_scars"), scar_under_a_year=at(on="2026-10-03")),
    case("the scar has turned one", "skinpen-label", CLEARED, plan=on(SKINPEN, concern="other_scars"),
         scar_under_a_year=at(on="2025-11-21")),
    case("a young scar on the abdomen, the face is treated", "skinpen-label", CLEARED,
         scar_under_a_year=at("abdomen")),
    case("skin cancer in the area", "skinpen-label", DECLINED, plan=on(SKINPEN), skin_cancer_in_area=True),
    case("a suspicious mole", "clinic-pages", REVIEW, suspicious_mole=True),
    case("fragile skin, RF", "inmode-fractora-label", REVIEW, plan=on(RF), fragile_or_very_dry_skin=True),
    case("fragile skin, pen: no source", "inmode-fractora-label", CLEARED, fragile_or_very_dry_skin=True),
)

HEALTH = (
    case("anticoagulants, aspirin among them", "skinpen-label", REVIEW, plan=on(SKINPEN), anticoagulants=True),
    case("a bleeding disorder, SkinPen", "skinpen-label", DECLINED, plan=on(SKINPEN), bleeding_disorder=True),
    case("haemophilia, Dermapen 4", "dermapen-4-manual", REVIEW, plan=on(DERMAPEN), bleeding_disorder=True),
    case("coagulopathy, RF", "inmode-fractora-label", DECLINED, plan=on(RF), bleeding_disorder=True),
    case("scleroderma", "skinpen-label", REVIEW, plan=on(SKINPEN), scleroderma=True),
    case("lupus", "skinpen-label", REVIEW, plan=on(SKINPEN), collagen_vascular_disease=True),
    case("an abnormality of the heart", "skinpen-label", REVIEW, plan=on(SKINPEN), cardiac_abnormality=True),
    case("chemotherapy", "clinic-pages", REVIEW, chemotherapy=True),
    case("treated HIV is a weakened immune system", "skinpen-label", REVIEW, immunosuppression=True),
    case("diabetes that is not controlled", "skinpen-label", REVIEW, uncontrolled_diabetes=True),
    case("thyroid disease that is not controlled, RF", "inmode-fractora-label", REVIEW, plan=on(RF),
         uncontrolled_thyroid=True),
    case("the same, pen", "inmode-fractora-label", CLEARED, uncontrolled_thyroid=True),
    case("pregnant, SkinPen", "skinpen-label", DEFERRED, plan=on(SKINPEN), pregnant_or_nursing=True, numbing=False),
    case("nursing, a label that says nothing: the strict one holds", "skinpen-label", DEFERRED, plan=on(EXCEED),
         pregnant_or_nursing=True, numbing=False),
    case("pregnant, Dermapen 4: a person looks", "dermapen-4-manual", REVIEW, plan=on(DERMAPEN),
         pregnant_or_nursing=True, conditions=[NO_CREAM], numbing=False),
    case("male and pregnant contradict each other", "policy", REVIEW, sex="male", pregnant_or_nursing=True,
         numbing=False),
    case("isotretinoin now", "skinpen-label", DEFERRED, isotretinoin_now=True),
    case("isotretinoin until December", "inmode-fractora-label", DEFERRED, isotretinoin_now=True,
         isotretinoin_last_dose_on=date(2026, 12, 15), day=date(2027, 6, 15)),
    case("isotretinoin ended in September", "inmode-fractora-label", DEFERRED,
         isotretinoin_last_dose_on=date(2026, 9, 1), day=date(2027, 3, 1)),
    case("isotretinoin ended six months ago", "inmode-fractora-label", CLEARED,
         isotretinoin_last_dose_on=date(2026, 5, 21)),
    case("never taken, and a day of the last dose", "policy", REVIEW, isotretinoin_history="never",
         isotretinoin_last_dose_on=date(2026, 9, 1), day=date(2027, 3, 1)),
    case("never taken, and taken now", "policy", REVIEW, isotretinoin_history="never", isotretinoin_now=True),
    case("taken now, and the last dose was last year", "policy", REVIEW, isotretinoin_now=True,
         isotretinoin_last_dose_on=date(2025, 6, 1)),
    case("not taken now, and the last dose is to come", "policy", REVIEW, isotretinoin_last_dose_on=date(2027, 1, 5),
         day=date(2027, 7, 5)),
    case("an allergy to steel, SkinPen", "skinpen-label", DECLINED, plan=on(SKINPEN),
         steel_or_nickel_allergy="steel"),
    case("an allergy to nickel, SkinPen", "nickel-in-needles", REVIEW, plan=on(SKINPEN),
         steel_or_nickel_allergy="nickel"),
    case("an allergy to steel, Exceed", "nickel-in-needles", REVIEW, steel_or_nickel_allergy="steel"),
    case("a pacemaker, RF", "inmode-fractora-label", DECLINED, plan=on(RF), pacemaker=True),
    case("a pacemaker, pen", "inmode-fractora-label", CLEARED, pacemaker=True),
    case("an insulin pump, RF", "inmode-label-copies", DECLINED, plan=on(RF), other_implanted_device=True),
    case("a plate in the jaw, RF on the face", "clinic-pages", DECLINED, plan=on(RF),
         metal_in_area=at("chin_or_jaw")),
    case("a plate in the jaw, RF on the abdomen", "clinic-pages", CLEARED, plan=on(RF, "abdomen"),
         metal_in_area=at("chin_or_jaw")),
    case("silicone in the area, RF", "inmode-label-copies", REVIEW, plan=on(RF), implant_in_area=True),
    case("silicone in the chest, RF on the face", "inmode-label-copies", CLEARED, plan=on(RF),
         implant_in_area=at("chest_or_back")),
    case("permanent make-up of the brows, RF", "inmode-fractora-label", DECLINED, plan=on(RF),
         tattoo_in_area=at("brows")),
    case("the same, and the brows are left out", "inmode-fractora-label", CLEARED, plan=on(RF, left_out=("brows",)),
         tattoo_in_area=at("brows"), left_out=["brows"]),
    case("cancer in the past, RF", "inmode-label-copies", REVIEW, plan=on(RF), any_cancer=True),
    case("cancer in the past, pen", "inmode-label-copies", CLEARED, any_cancer=True),
    case("a premalignant mole, RF", "inmode-label-copies", REVIEW, plan=on(RF), premalignant_mole=True),
    case("serious kidney disease, RF", "inmode-label-copies", REVIEW, plan=on(RF), serious_organ_disease=True),
    case("epilepsy, RF", "inmode-label-copies", REVIEW, plan=on(RF), epilepsy=True),
    case("virilisation, RF", "inmode-fractora-label", REVIEW, plan=on(RF), hormonal_virilisation=True),
    case("anti-inflammatory pain killers, RF", "inmode-fractora-label", CONDITIONS, plan=on(RF), nsaids=True,
         conditions=["no_anti_inflammatories"]),
    case("the same, pen", "inmode-fractora-label", CLEARED, nsaids=True),
    case("a granuloma after an earlier needling", "chu-2021", REVIEW, unusual_reaction=True),
    case("a burn after earlier RF", "fda-rf-notice-2025", REVIEW, plan=on(RF), unusual_reaction=True),
)

WAITS = (
    case("a facelift ten months ago, RF on the face", "inmode-fractora-label", DEFERRED, plan=on(RF),
         facial_surgery_on=date(2026, 1, 15), day=date(2027, 1, 15)),
    case("a facelift ten weeks ago, RF on the abdomen", "inmode-fractora-label", CLEARED, plan=on(RF, "abdomen"),
         facial_surgery_on=date(2026, 9, 10)),
    case("a facelift ten weeks ago, pen: a clinician decides", "skinpen-label", REVIEW,
         facial_surgery_on=date(2026, 9, 10)),
    case("a facelift two years ago", "inmode-fractora-label", CLEARED, plan=on(RF),
         facial_surgery_on=date(2024, 11, 1)),
    case("a deep peel two months ago, RF", "inmode-fractora-label", DEFERRED, plan=on(RF),
         deep_peel_or_dermabrasion_on=date(2026, 9, 21), day=date(2026, 12, 21)),
    case("a deep peel two months ago, pen", "skinpen-label", REVIEW, deep_peel_or_dermabrasion_on=date(2026, 9, 21)),
    case("dermabrasion of the arms, RF on the face", "inmode-fractora-label", CLEARED, plan=on(RF),
         deep_peel_or_dermabrasion_on=at("arms", answer="2026-11-01")),
    case("a non-ablative laser ten days ago, RF", "inmode-fractora-label", DEFERRED, plan=on(RF),
         non_ablative_device_on=date(2026, 11, 11), day=date(2026, 12, 2)),
    case("a non-ablative laser ten days ago, roller", "skinpen-label", REVIEW, plan=on(ROLLER),
         non_ablative_device_on=date(2026, 11, 11)),
    case("an ablative laser eight weeks ago, RF", "inmode-fractora-label", DEFERRED, plan=on(RF),
         ablative_laser_on=date(2026, 9, 26), day=date(2026, 12, 19)),
    case("an ablative laser eight weeks ago, pen", "skinpen-label", REVIEW, ablative_laser_on=date(2026, 9, 26)),
    case("an ablative laser twelve weeks ago", "inmode-fractora-label", CLEARED, plan=on(RF),
         ablative_laser_on=date(2026, 8, 29)),
    case("a light peel last week", "skinpen-label", REVIEW, light_peel_on=date(2026, 11, 14)),
    case("surgery of the abdomen in spring, the abdomen is treated", "skinpen-label", REVIEW,
         plan=on(PEN, "abdomen", "stretch_marks"), other_surgery_on=at("abdomen", answer="2026-04-01")),
    case("the same, the face is treated", "skinpen-label", CLEARED,
         other_surgery_on=at("abdomen", answer="2026-04-01")),
    case("self-tan a week ago, RF", "inmode-fractora-label", DEFERRED, plan=on(RF), tan_on=date(2026, 11, 14),
         day=date(2026, 11, 28)),
    case("self-tan a week ago, pen", "inmode-fractora-label", CLEARED, tan_on=date(2026, 11, 14)),
    case("toxin ten days ago", "aad-meeting-news", DEFERRED, toxin_or_filler_on=date(2026, 11, 11),
         day=date(2026, 11, 25)),
    case("filler in the lips five days ago, the thighs are treated", "aad-meeting-news", CLEARED,
         plan=on(PEN, "thighs", "stretch_marks"), toxin_or_filler_on=at("lips", answer="2026-11-16")),
    case("filler in the lips five days ago, the face is treated", "aad-meeting-news", DEFERRED,
         toxin_or_filler_on=at("lips", answer="2026-11-16"), day=date(2026, 11, 30)),
    case("waxed three days ago", "clinic-pages", DEFERRED, waxing_on=date(2026, 11, 18), day=date(2026, 11, 25)),
    case("a vaccine ten days ago", "clinic-pages", DEFERRED, vaccine_on=date(2026, 11, 11), day=date(2026, 11, 25)),
    case("needled two weeks ago, elsewhere, for another concern", "s4", DEFERRED, last_needling_on=date(2026, 11, 7),
         day=date(2026, 12, 5)),
    case("the abdomen was needled two weeks ago, the face is planned", "s4", CLEARED,
         last_needling_on=at("abdomen", answer="2026-11-07")),
    case("needled four weeks ago", "s2", CLEARED, last_needling_on=date(2026, 10, 24)),
)

DEPTHS = (
    case("SkinPen at 2.0 mm on the face", "nct02646917", CONDITIONS, plan=on(SKINPEN, depth="2.0"), depth="1.5",
         conditions=["within_depth_limit"]),
    case("SkinPen at 2.0 mm on the abdomen: not evaluated either", "skinpen-label", CONDITIONS,
         plan=on(SKINPEN, "abdomen", "stretch_marks", depth="2.0"), depth="1.5", conditions=["within_depth_limit"]),
    case("SkinPen at 1.5 mm", "nct02646917", CLEARED, plan=on(SKINPEN, depth="1.5"), depth="1.5"),
    case("Exceed at 2.0 mm: its needles end at 1.5", "fda-510k-exceed", CONDITIONS, plan=on(EXCEED, depth="2.0"),
         depth="1.5", conditions=["within_depth_limit"]),
    case("Dermapen 4 at 2.5 mm on scars", "nct02646917", CLEARED,
         plan=on(DERMAPEN, concern="acne_scars", depth="2.5"), depth="2.5"),
    case("Dermapen 4 at 3.0 mm", "nct02646917", CONDITIONS, plan=on(DERMAPEN, depth="3.0"), depth="2.5",
         conditions=["within_depth_limit"]),
    case("a roller at 2.0 mm", "s4", CLEARED, plan=on(ROLLER, depth="2.0"), depth="2.5"),
    case("RF around the mouth at 0.5 mm", "asj-ojad100", CLEARED, plan=on(RF, zone="perioral", depth="0.5"),
         depth="0.5"),
    case("RF around the mouth at 1.0 mm", "asj-ojad100", CONDITIONS, plan=on(RF, zone="perioral", depth="1.0"),
         depth="0.5", conditions=["within_depth_limit"]),
    case("RF on the cheekbones at 1.0 mm", "asj-ojad100", CLEARED, plan=on(RF, zone="malar", depth="1.0"),
         depth="1.0"),
    case("RF on the cheekbones at 1.5 mm", "asj-ojad100", CONDITIONS, plan=on(RF, zone="malar", depth="1.5"),
         depth="1.0", conditions=["within_depth_limit"]),
    case("RF on the forehead at 1.5 mm", "asj-ojad100", CLEARED, plan=on(RF, zone="forehead", depth="1.5"),
         depth="1.5"),
    case("RF on the side wall of the nose at 2.0 mm", "asj-ojad100", CLEARED,
         plan=on(RF, zone="nasal_side_wall", depth="2.0"), depth="2.0"),
    case("RF on the face at 1.0 mm, no zone named", "asj-ojad100", CONDITIONS, plan=on(RF, depth="1.0"), depth="0.5",
         conditions=["within_depth_limit"]),
    case("RF on the neck at 1.5 mm", "asj-ojad100", CLEARED, plan=on(RF, "neck", depth="1.5", zone="neck"),
         depth="1.5"),
    case("RF on the thighs at 4 mm, as clinics do", "clinic-pages", CONDITIONS, plan=on(RF, "thighs", depth="4.0"),
         depth="2.5", conditions=["within_depth_limit"]),
    case("inside the orbital rim", "nct02646917", DECLINED, plan=on(PEN, "inside_orbital_rim")),
    case("RF on the lips", "inmode-fractora-label", DECLINED, plan=on(RF, "lips")),
    case("too deep, and a rash: neither hides the other", "s4", DEFERRED, plan=on(SKINPEN, depth="2.0"), depth="1.5",
         rash_in_area=True, conditions=["within_depth_limit"]),
)

SKIN_TYPES = (
    case("type V, RF", "inmode-fractora-label", REVIEW, skin_type=5, plan=on(RF),
         conditions=["low_depth_and_energy"]),
    case("type VI, RF", "inmode-fractora-label", REVIEW, skin_type=6, plan=on(RF),
         conditions=["low_depth_and_energy"]),
    case("type V, Dermapen 4", "dermapen-4-manual", CLEARED, skin_type=5, plan=on(DERMAPEN)),
    case("type I, SkinPen on the neck", "fda-510k-skinpen", REVIEW, skin_type=1, plan=on(SKINPEN, "neck")),
    case("type IV, SkinPen on the neck", "fda-510k-skinpen", CLEARED, skin_type=4, plan=on(SKINPEN, "neck")),
    case("type V, SkinPen on the neck", "fda-510k-skinpen", REVIEW, skin_type=5, plan=on(SKINPEN, "neck")),
    case("type IV, Exceed on wrinkles", "fda-510k-exceed", REVIEW, skin_type=4,
         plan=on(EXCEED, concern="fine_lines")),
    case("type IV, Exceed on acne scars", "fda-510k-exceed", CLEARED, skin_type=4,
         plan=on(EXCEED, concern="acne_scars")),
    case("type V, Exceed on acne scars", "fda-510k-exceed", REVIEW, skin_type=5,
         plan=on(EXCEED, concern="acne_scars")),
    case("type V, Rejuvapen around the eyes", "fda-510k-rejuvapen-nxt", REVIEW, skin_type=5,
         plan=on(REJUVAPEN, "periorbital", "fine_lines")),
    case("type IV, Rejuvapen around the eyes", "fda-510k-rejuvapen-nxt", CLEARED, skin_type=4,
         plan=on(REJUVAPEN, "periorbital", "fine_lines")),
    case("a tendency to hyperpigmentation, pen", "chu-2021", CONDITIONS, findings=(("pigment_tendency", ()),),
         conditions=["pigment_care"]),
    case("a tendency to hyperpigmentation, RF", "chu-2021", REVIEW, plan=on(RF), findings=(("pigment_tendency", ()),),
         conditions=["low_depth_and_energy", "pigment_care"]),
)

CREAM_AND_PRODUCTS = (
    case("an allergy to the anaesthetic, SkinPen", "skinpen-label", DECLINED, plan=on(SKINPEN),
         anaesthetic_allergy=True, numbing=False),
    case("the same, Dermapen 4 leaves out the cream", "dermapen-4-manual", CONDITIONS, plan=on(DERMAPEN),
         anaesthetic_allergy=True, conditions=[NO_CREAM], numbing=False),
    *(
        case(
            f"{item}: no cream",
            "dermapen-4-manual",
            CONDITIONS,
            plan=on(DERMAPEN),
            conditions=[NO_CREAM],
            numbing=False,
            **{item: True},
        )
        for item in (
            "liver_disease",
            "pseudocholinesterase_deficiency",
            "paba_or_sulphonamide_allergy",
            "methaemoglobinaemia",
            "methaemoglobin_risk",
            "antiarrhythmics",
        )
    ),
    case("a cream of 4 %", "fda-lidocaine-2024", CLEARED, plan=on(EXCEED, cream=True, cream_percent="4")),
    case("a cream of 7 %", "fda-lidocaine-2024", CONDITIONS, plan=on(EXCEED, cream=True, cream_percent="7"),
         conditions=["anaesthetic_within_limits"]),
    case("a cream under a wrap", "fda-lidocaine-2024", CONDITIONS, plan=on(EXCEED, cream=True, cream_wrapped=True),
         conditions=["anaesthetic_within_limits"]),
    case("a cream on both thighs", "fda-lidocaine-2024", CONDITIONS,
         plan=on(EXCEED, "thighs", "stretch_marks", cream=True), conditions=["anaesthetic_within_limits"]),
    case("vitamin C infused, with its reason", "friedmann-2024", CONDITIONS,
         plan=on(DERMAPEN, product="vitamin_c", product_infused=True, infusion_reasoned=True),
         conditions=["infused_product_warning"]),
    case("vitamin C infused, without a reason", "soltani-arabshahi-2014", REVIEW,
         plan=on(DERMAPEN, product="vitamin_c", product_infused=True, infusion_reasoned=False),
         conditions=["infused_product_warning"]),
    case("tretinoin infused with SkinPen", "skinpen-label", REVIEW,
         plan=on(SKINPEN, product="tretinoin", product_infused=True, infusion_reasoned=True),
         conditions=["infused_product_warning"]),
    case("a serum that stays on the skin", "s2", CLEARED,
         plan=on(SKINPEN, product="hyaluronic_acid", product_infused=False)),
)

FOUND = (
    case("a mole on the nose that is left out", "policy", CONDITIONS, findings=(("lesion", ("nose",)),),
         conditions=["leave_out_lesions"], left_out=["nose"]),
    case("a mole that a doctor should see", "clinic-pages", REVIEW, findings=(("suspicious_lesion", ("cheeks",)),)),
    case("active eczema on the cheeks", "s4", DEFERRED, findings=(("active_condition", ("cheeks",)),)),
    case("active eczema on the arms, the face is treated", "s4", CLEARED,
         findings=(("active_condition", ("arms",)),)),
    case("an infection seen in the area", "skinpen-label", DECLINED, findings=(("infection", ()),)),
    case("irritated skin seen in the area", "skinpen-label", DEFERRED, findings=(("open_skin", ("nose",)),)),
    case("a beard, RF", "inmode-fractora-label", REVIEW, plan=on(RF), findings=(("hair_bearing", ("chin_or_jaw",)),)),
)
# fmt: on

CASES: Final = (*WHO, *SKIN, *HEALTH, *WAITS, *DEPTHS, *SKIN_TYPES, *CREAM_AND_PRODUCTS, *FOUND)
