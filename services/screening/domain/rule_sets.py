"""A rule set: everything that one version asks, weighs and answers, and which of its rules are about a device."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from chassis.reference.documents import Document
from services.screening.domain.documents import Code, LabelCode, LanguageTag, LimitCode, RuleCode, Sentence
from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.plans import Finding, Plan
from services.screening.domain.questions import Place, Question, Section
from services.screening.domain.rules import (
    AnaestheticLimit,
    DepthLimit,
    ExcludedAreas,
    Label,
    NotExpressed,
    Overlay,
    Policies,
    Rule,
    Scope,
)
from services.screening.domain.truth import Truth, all_of


class Bearing(StrEnum):
    """Why a rule is about the planned device, or is not."""

    EVERY_DEVICE = "It holds for every device."
    KIND = "It holds for this kind of device."
    OWN_LABEL = "The device's own label says so."
    SAME_KIND = "The device has no label of its own, so labels of the same kind of device count."
    PRECAUTION = "No label of this device says anything else, so it holds as a precaution."
    OTHER_KIND = "It is about another kind of device."
    OTHER_LABEL = "It is about devices with another label."
    REPLACED = "The device's own label says something else, which counts instead."


BEARS = frozenset({Bearing.EVERY_DEVICE, Bearing.KIND, Bearing.OWN_LABEL, Bearing.SAME_KIND, Bearing.PRECAUTION})


class Questions(Document):
    """The questions of each stage, by code."""

    consult: Annotated[dict[Code, Question], Field(min_length=1)]
    day_of: Annotated[dict[Code, Question], Field(min_length=1)]


class RuleSet(Document):
    """All rules of one version. A medical director signs exactly this."""

    language: LanguageTag
    """Of every text in it. Other languages are translations: kind ``translations``."""
    policies: Policies
    areas: Annotated[dict[Code, Sentence], Field(min_length=1)]
    """The areas that these rules can judge, each with its name."""
    places: dict[Code, Place] = Field(default_factory=dict)
    """Other places on the body that an answer or a finding may name."""
    zones: dict[Code, Sentence] = Field(default_factory=dict)
    """Zones of the face, which a plan may name."""
    findings: dict[Code, Sentence] = Field(default_factory=dict)
    """What a practitioner may find, as far as these rules can judge it."""
    concerns: Annotated[dict[Code, Sentence], Field(min_length=1)]
    """The concerns that these rules can judge, each with its name."""
    labels: dict[LabelCode, Label]
    overlays: dict[Code, Overlay] = Field(default_factory=dict)
    """What jurisdictions and clinics add."""
    conditions: dict[Code, Sentence]
    """What a clearance may ask of the patient."""
    sections: dict[Code, Section] = Field(default_factory=dict)
    """The parts of the forms, by code."""
    questions: Questions
    rules: Annotated[dict[RuleCode, Rule], Field(min_length=1)]
    depth_limits: dict[LimitCode, DepthLimit]
    excluded_areas: ExcludedAreas
    anaesthetic_limits: dict[Code, AnaestheticLimit] = Field(default_factory=dict)
    not_expressed: dict[Code, NotExpressed] = Field(default_factory=dict)

    def asked(self, stage: ScreeningStage) -> Mapping[str, Question]:
        """The questions of a stage by code, in the order in which they are asked."""
        return self._asked[stage]

    def of_stage(self, stage: ScreeningStage) -> Mapping[str, Rule]:
        """The rules that one kind of screening looks at, by code."""
        return self._of_stage[stage]

    def lists(self, plan: Plan, findings: Iterable[Finding] = ()) -> bool:
        """Whether these rules know the words of the plan and of what was found, and so can judge them."""
        zone = plan.zone is None or plan.zone in self.zones
        known = all(finding.kind in self.findings for finding in findings)
        return zone and known and plan.area in self.areas and plan.concern in self.concerns

    def beside(self, plan: Plan) -> frozenset[str]:
        """The places that the plan does not touch. An area that these rules do not list may touch anything."""
        if plan.area not in self.areas:
            return frozenset()
        return frozenset(code for code, place in self._places.items() if plan.area not in place.touches)

    def left_out(self, plan: Plan) -> frozenset[str]:
        """The parts of the planned area that are left out, as far as these rules know them as parts of it."""
        if plan.area not in self.areas:
            return frozenset()
        return frozenset(code for code in plan.left_out if self._is_part(code, plan.area))

    def _is_part(self, code: str, area: str) -> bool:
        """Whether a place is a part of an area, and not the area itself or more than it."""
        place, whole = self._places.get(code), self._places[area]
        return place is not None and code != area and len(place.touches) <= len(whole.touches)

    def label_of(self, plan: Plan) -> str | None:
        """The label that covers the planned device; None when it has none of its own, or is used as another kind."""
        for code, label in self.labels.items():
            if plan.device_model in label.models and plan.modality is label.modality:
                return code
        return None

    def bearing(self, code: str, plan: Plan) -> Bearing:
        """Why a rule is, or is not, about the planned device."""
        rule, own = self.rules[code], self.label_of(plan)
        scoped = self.scope_bearing(rule.scope, plan)
        if scoped is not Bearing.OTHER_LABEL or not rule.precaution:
            return scoped
        return Bearing.REPLACED if own is not None and own in self._replacing.get(code, ()) else Bearing.PRECAUTION

    def scope_bearing(self, scope: Scope, plan: Plan) -> Bearing:
        """Why a scope does, or does not, take in the planned device."""
        if scope.modalities and plan.modality not in scope.modalities:
            return Bearing.OTHER_KIND
        if not scope.labels:
            return Bearing.KIND if scope.modalities else Bearing.EVERY_DEVICE
        own = self.label_of(plan)
        if own is not None:
            return Bearing.OWN_LABEL if own in scope.labels else Bearing.OTHER_LABEL
        same_kind = any(self.labels[label].modality is plan.modality for label in scope.labels)
        return Bearing.SAME_KIND if same_kind else Bearing.OTHER_LABEL

    def covers(self, code: str, plan: Plan | None) -> Truth:
        """Whether a rule is about the planned device; unknown while there is no plan and it matters."""
        if plan is None:
            scope = self.rules[code].scope
            return None if scope.labels or scope.modalities else True
        return self.bearing(code, plan) in BEARS

    def truth(self, code: str, facts: Facts) -> Truth:
        """Whether the rule holds: it is about this device, its condition is true, its wait runs, nothing lifts it."""
        rule = self.rules[code]
        return all_of(
            (
                self.holds_at(rule.overlay, facts.clinic),
                self.covers(code, facts.plan),
                rule.when.truth(facts),
                not rule.lifted(facts),
                rule.wait.running(facts) if rule.wait else True,
            )
        )

    def holds_at(self, overlay: str | None, clinic: str | None) -> bool:
        """Whether what belongs to an overlay holds at a clinic. At one that is not known it does."""
        return overlay is None or clinic is None or clinic in self.overlays[overlay].clinics

    def clearance_days(self, clinic: str | None) -> int:
        """How long a clearance that is given at a clinic holds."""
        fewer = [each.clearance_days for code, each in self.overlays.items() if self.holds_at(code, clinic)]
        return min([self.policies.clearance_days.value, *(days for days in fewer if days is not None)])

    def depth_limits_for(self, plan: Plan, clinic: str | None) -> Mapping[str, DepthLimit]:
        """The depth limits that hold for a plan at a clinic, shallowest first: the first one binds."""
        holding = {
            code: limit
            for code, limit in self.depth_limits.items()
            if self.scope_bearing(limit.scope, plan) in BEARS
            and limit.covers(plan)
            and self.holds_at(limit.overlay, clinic)
        }
        return dict(sorted(holding.items(), key=lambda each: (each[1].max_mm, each[0])))

    def max_depth_mm(self, plan: Plan, clinic: str | None) -> Decimal:
        """The limit that binds a plan at a clinic."""
        return next(iter(self.depth_limits_for(plan, clinic).values())).max_mm

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        """Every word for a place. An area is one as well; it touches itself, and what ``places`` adds to it."""
        areas = {code: Place(name=name, touches=(code,)) for code, name in self.areas.items()}
        return areas | self.places

    @property
    def place_names(self) -> Mapping[str, str]:
        """The places that an answer or a finding may name, in words."""
        return {code: place.name for code, place in self._places.items()}

    @property
    def section_titles(self) -> Mapping[str, str]:
        """The sections in the order in which they are shown, in words."""
        ordered = sorted(self.sections.items(), key=lambda each: (each[1].place, each[0]))
        return {code: section.title for code, section in ordered}

    @cached_property
    def _asked(self) -> Mapping[ScreeningStage, Mapping[str, Question]]:
        stages = {ScreeningStage.CONSULT: self.questions.consult, ScreeningStage.DAY_OF: self.questions.day_of}
        return {
            stage: dict(sorted(asked.items(), key=lambda each: (each[1].place, each[0])))
            for stage, asked in stages.items()
        }

    @cached_property
    def _of_stage(self) -> Mapping[ScreeningStage, Mapping[str, Rule]]:
        return {
            stage: {code: rule for code, rule in sorted(self.rules.items()) if rule.stage is stage}
            for stage in ScreeningStage
        }

    @cached_property
    def _replacing(self) -> Mapping[str, frozenset[str]]:
        """For each precaution that is replaced, the labels on which it does not hold."""
        return {
            replaced: frozenset(_labels_replacing(replaced, self.rules.values()))
            for rule in self.rules.values()
            for replaced in rule.replaces
        }


def _labels_replacing(code: str, rules: Iterable[Rule]) -> Iterable[str]:
    return (label for rule in rules if code in rule.replaces for label in rule.scope.labels)
