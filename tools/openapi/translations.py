"""Whether every refusal that a patient can read is there in every language that is shipped."""

from collections.abc import Iterator, Mapping, Sequence

from chassis.access.access import Access
from chassis.access.actors import Role
from chassis.access.authenticator import Authenticator
from chassis.access.policy import Policy
from chassis.http import attempts, field_errors, gate, idempotency, problems, request_checks, routes
from chassis.http.app import roles_of, routes_of
from chassis.http.declared import refusals_of
from chassis.http.gate import Gate
from chassis.http.idempotency import KeyMissing
from chassis.http.languages import catalogues_of
from chassis.http.problems import MethodNotAllowed, NoSuchAddress, NotUnderstood, title_of
from chassis.http.routes import ALWAYS, OF_KEYS, WITH_A_BODY, CommandRoute
from chassis.refusals import FieldError, places_of
from chassis.service import Service
from tools.openapi.raised import Source
from tools.openapi.unfinished import raised_by, source_of

LANGUAGES = ("pt-PT",)
"""Shipped whole, besides English, in which the code is written."""
CHASSIS = "chassis.http"
_OF_EVERY_REQUEST = (
    Access.admit,
    Access.authorize,
    Access.reach,
    Policy.may,
    Policy.reach,
    CommandRoute._admit,
    attempts._refusal_of,
    routes._earlier_answer,
    Gate._let_in,
    Gate._authenticate,
    Gate._with_body,
    gate._require_room,
    gate._too_large,
    gate.require_turn,
    idempotency.earlier_answer,
    idempotency.require_short,
    problems._http,
    problems._unexpected,
    Authenticator.authenticate,
    Authenticator._check_times,
    Authenticator._verify,
)
"""What is called for every request, and not by the route's function."""
_TITLED = (*ALWAYS, *WITH_A_BODY, *OF_KEYS, KeyMissing, NoSuchAddress, MethodNotAllowed)


def untranslated(services: Sequence[Service], languages: Sequence[str] = LANGUAGES) -> Iterator[str]:
    """Each sentence that is missing, with the file to add it to."""
    common = sorted(common_sentences())
    for language in languages:
        yield from _missing(CHASSIS, language, common, {})
        known = catalogues_of(CHASSIS).get(language, {})
        for service in services:
            package = service.migrations.rpartition(".")[0]
            yield from _missing(package, language, sorted(sentences_of(service)), known)
    for service in services:
        yield from put_together(service)


def _missing(package: str, language: str, sentences: Sequence[str], known: Mapping[str, str]) -> Iterator[str]:
    own = catalogues_of(package).get(language, {})
    file = f"{package.replace('.', '/')}/translations/{language}.json"
    for sentence in sentences:
        if sentence not in own and sentence not in known:
            yield f"{file} lacks: {sentence}"
    for sentence, translated in own.items():
        if places_of(sentence) != places_of(translated):
            yield f"{file} names other values than the sentence does: {translated}"


def common_sentences() -> set[str]:
    """What the chassis says in every service."""
    constants = (field_errors, request_checks)
    said = {
        text for module in constants for name, text in vars(module).items() if name.isupper() and _is_sentence(text)
    }
    said |= set(field_errors.SENTENCES.values()) | {"{problem}", "{field}: {problem}"}
    source = Source(())
    for function in _OF_EVERY_REQUEST:
        said |= {raised.sentence for raised in source.raised_by(function) if raised.sentence}
    return said | {title_of(refusal.__name__) for refusal in _TITLED}


def _is_sentence(text: object) -> bool:
    return isinstance(text, str) and text.endswith(".")


def sentences_of(service: Service) -> set[str]:
    """What routes that are open to patients can say, titles too."""
    source = source_of(service)
    open_to_patients = [route for route in routes_of(service) if Role.PATIENT in roles_of(service, route)]
    found = {raised.sentence for route in open_to_patients for raised in raised_by(route, source)}
    titles = {title_of(refusal.__name__) for route in open_to_patients for refusal in refusals_of(route)}
    return {sentence for sentence in found if sentence is not None} | titles


def put_together(service: Service) -> Iterator[str]:
    """Sentences that no file can translate, since they are written with their values at run time."""
    source = source_of(service)
    for route in routes_of(service):
        if Role.PATIENT not in roles_of(service, route):
            continue
        for raised in raised_by(route, source):
            of_fields = raised.kind in (FieldError, NotUnderstood) and raised.place.startswith("chassis.http.")
            if raised.sentence is None and not of_fields:
                yield (
                    f"{raised.place} writes the sentence of {raised.kind.__name__} at run time: "
                    f'name its values in braces, {raised.kind.__name__}("… {{day}} …", day=day)'
                )
