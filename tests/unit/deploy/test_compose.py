"""docker-compose.yml: hardened, closed to the network, and in agreement with what reads the same `.env`."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.run.settings import Settings
from chassis.service import Service
from needlepoint.operate.kafka_rights import OPERATOR, user_of
from needlepoint.trial.compose import ComposeSettings
from needlepoint.trial.system import SERVICES
from services.booking.photo_settings import PhotoSettings
from services.console.settings import ConsoleSettings
from services.notifications.settings.incoming_mail import IncomingMailSettings
from services.notifications.settings.links import LinkSettings
from services.notifications.settings.mail import MailSettings
from services.notifications.settings.sms import SmsSettings
from services.notifications.settings.staff_mail import StaffMailSettings
from services.notifications.settings.whatsapp import WhatsAppSettings

TEXT = Path("docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)["services"]
REHEARSAL_TEXT = Path("deploy/compose/rehearsal.yml").read_text()
REHEARSAL: dict[str, Any] = yaml.safe_load(REHEARSAL_TEXT)["services"]
CATCHER, GATEWAY, SIGN_IN = "mail", "gateway", "sign-in"
OF_NOTIFICATIONS = (MailSettings, IncomingMailSettings, SmsSettings, WhatsAppSettings, LinkSettings, StaffMailSettings)
OURS = {f"{service.name}-{role}": service.name for service in SERVICES for role in ("api", "worker", "migrate")}
RUNNING = [name for name in OURS if not name.endswith("-migrate")]


def test_every_service_has_its_three_roles() -> None:
    assert OURS.keys() <= COMPOSE.keys()
    assert {name: COMPOSE[name]["command"] for name in OURS} == {name: [name.split("-")[1]] for name in OURS}


def test_nothing_is_published_beyond_this_machine() -> None:
    published = [port for service in [*COMPOSE.values(), *REHEARSAL.values()] for port in service.get("ports", [])]
    assert published
    here = ("127.0.0.1:", "${GATEWAY_OPEN_TO:-127.0.0.1}:")
    assert [port for port in published if not port.startswith(here)] == []
    assert [name for name, service in COMPOSE.items() if "GATEWAY_OPEN_TO" in str(service)] == [GATEWAY]


@pytest.mark.parametrize("name", OURS)
def test_what_is_ours_can_change_nothing_and_gains_no_rights(name: str) -> None:
    container = COMPOSE[name]
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    photos = ["photos:/photos"] if name in ("booking-api", "booking-worker") else []
    assert [volume for volume in container["volumes"] if not volume.endswith(":ro")] == photos


@pytest.mark.parametrize("name", RUNNING)
def test_a_role_starts_once_its_migrations_have_ended_well(name: str) -> None:
    needs = COMPOSE[name]["depends_on"]
    assert needs[f"{OURS[name]}-migrate"]["condition"] == "service_completed_successfully"
    assert COMPOSE[f"{OURS[name]}-migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", OURS)
def test_every_setting_that_is_given_is_one_that_is_read(name: str) -> None:
    prefix = f"{OURS[name]}_".upper()
    known = {prefix + field.upper() for field in Settings.model_fields}
    known |= {f"BOOKING_PHOTOS_{field.upper()}" for field in PhotoSettings.model_fields}
    known |= {f"NOTIFICATIONS_{field.upper()}" for of in OF_NOTIFICATIONS for field in of.model_fields}
    known |= {f"CONSOLE_{field.upper()}" for field in ConsoleSettings.model_fields}
    given = COMPOSE[name]["environment"].keys() | REHEARSAL.get(name, {"environment": {}})["environment"].keys()
    assert given <= known


def test_no_password_is_in_the_file_and_a_missing_one_says_what_to_do() -> None:
    passwords = re.findall(r"\$\{(\w+_PASSWORD)([^}]*)\}", TEXT)
    assert {name for name, _ in passwords} == set(re.findall(r"^(\w+_PASSWORD)=$", example(), re.MULTILINE))
    assert {otherwise for _, otherwise in passwords} == {":?run needlepoint env"}


def test_postgres_makes_a_database_for_every_service() -> None:
    """deploy/postgres/10-databases.sh makes one for each of these passwords."""
    given = COMPOSE["postgres"]["environment"].keys() - {"POSTGRES_PASSWORD"}
    assert given == {f"{service.name.upper()}_{role}DB_PASSWORD" for service in SERVICES for role in ("", "OWNER_")}


@pytest.mark.parametrize("name", OURS)
def test_only_a_migration_signs_in_as_the_owner_of_the_tables(name: str) -> None:
    service = OURS[name]
    prefix, environment = service.upper(), COMPOSE[name]["environment"]
    owner = environment.get(f"{prefix}_OWNER_DATABASE_URL", "")
    assert environment[f"{prefix}_DATABASE_URL"].startswith(f"postgresql+asyncpg://{service}:")
    assert owner.startswith(f"postgresql+asyncpg://{service}_owner:") == name.endswith("-migrate")
    assert ("_OWNER_" in str(environment)) == name.endswith("-migrate")


def test_the_demo_finds_the_api_and_the_database_of_every_service() -> None:
    wanted = {f"{service.name}_{what}" for service in SERVICES for what in ("port", "db_password")}
    assert wanted <= ComposeSettings.model_fields.keys()


def test_the_demo_looks_where_compose_publishes() -> None:
    defaults = {name: int(port) for name, port in re.findall(r"\$\{(\w+_PORT):-(\d+)\}", TEXT)}
    expected = {
        name.upper(): field.default for name, field in ComposeSettings.model_fields.items() if name.endswith("_port")
    }
    assert {name: defaults[name] for name in expected} == expected


def test_the_example_names_every_port_with_its_default() -> None:
    published = set(re.findall(r"\$\{(\w+_PORT):-(\d+)\}", TEXT + REHEARSAL_TEXT))
    assert published == set(re.findall(r"^#(\w+_PORT)=(\d+)$", example(), re.M))


OF_OTHERS = [name for name, service in COMPOSE.items() if "build" not in service]
NOT_READ_ONLY = {"kafka", "grafana"}
"""Their images write into their own folders."""


@pytest.mark.parametrize("name", [*OF_OTHERS, CATCHER])
def test_what_is_of_others_gains_no_rights_and_has_the_capabilities_that_it_needs_to_start(name: str) -> None:
    container = (REHEARSAL | COMPOSE)[name]
    to_drop_its_own = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"]
    assert container["cap_drop"] == ["ALL"]
    assert container.get("cap_add", []) == (to_drop_its_own if name == "postgres" else [])
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert container.get("read_only", False) is (name not in NOT_READ_ONLY)


def test_each_container_is_on_the_networks_of_those_that_it_needs() -> None:
    on = {name: set(service.get("networks", [])) for name, service in COMPOSE.items()}
    reached = {
        "api": {"database", "metrics", "pages"},
        "worker": {"database", "events", "metrics"},
        "migrate": {"database"},
    }
    assert {name: on[name] for name in OURS} == {name: reached[name.split("-")[1]] for name in OURS}
    assert (on["postgres"], on["kafka"]) == ({"database"}, {"events"})
    assert (on["prometheus"], on["grafana"]) == ({"metrics", "dashboards"}, {"dashboards"})
    assert on["operate"] == {"database", "events"}
    assert (on[GATEWAY], REHEARSAL[SIGN_IN]["networks"]) == ({"pages"}, ["pages"])
    mail = {name for name, service in REHEARSAL.items() if "mail" in service.get("networks", [])}
    assert mail == {CATCHER, "notifications-worker"}
    assert set(REHEARSAL["notifications-worker"]["networks"]) == on["notifications-worker"] | {"mail"}


def test_whoever_comes_to_kafka_over_a_network_signs_in_and_may_do_what_is_said() -> None:
    broker = COMPOSE["kafka"]["environment"]
    protocols = dict(each.split(":") for each in broker["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(","))
    places = dict(each.split("://") for each in broker["KAFKA_LISTENERS"].split(","))
    unasked = {name for name, protocol in protocols.items() if protocol != "SASL_PLAINTEXT"}
    assert {places[name].split(":")[0] for name in unasked} == {"localhost"}
    for name in protocols.keys() - unasked:
        how = broker[f"KAFKA_LISTENER_NAME_{name}_SCRAM___SHA___512_SASL_JAAS_CONFIG"]
        assert how == "org.apache.kafka.common.security.scram.ScramLoginModule required;"
    assert broker["KAFKA_AUTHORIZER_CLASS_NAME"].endswith(".StandardAuthorizer")
    assert broker["KAFKA_SUPER_USERS"] == f"User:ANONYMOUS;User:{OPERATOR}"
    assert "KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND" not in broker


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_worker_signs_in_to_kafka_as_its_service_and_nothing_else_of_it_can(service: Service) -> None:
    prefix = service.name.upper()
    worker = COMPOSE[f"{service.name}-worker"]["environment"]
    assert worker[f"{prefix}_KAFKA_USER"] == user_of(service.name, "")
    assert worker[f"{prefix}_KAFKA_PASSWORD"].startswith(f"${{KAFKA_{prefix}_PASSWORD:")
    for role in ("api", "migrate"):
        assert "KAFKA_USER" not in str(COMPOSE[f"{service.name}-{role}"]["environment"])
    assert COMPOSE[f"{service.name}-worker"]["depends_on"]["kafka-users"] == {
        "condition": "service_completed_successfully"
    }


def test_the_users_are_made_from_within_kafkas_own_container_before_any_worker_starts() -> None:
    step = COMPOSE["kafka-users"]
    assert step["command"] == ["kafka-users", "apply"]
    assert step["network_mode"] == "service:kafka"
    given = {name for name in step["environment"] if name.startswith("KAFKA_")}
    assert given == {f"KAFKA_{name.upper()}_PASSWORD" for name in (*(each.name for each in SERVICES), OPERATOR)}
    assert {step["environment"][f"{each.name.upper()}_KAFKA_BOOTSTRAP"] for each in SERVICES} == {"localhost:9095"}


def test_only_a_rehearsal_has_a_clock_of_its_own_and_all_of_it_has_the_same() -> None:
    assert "REHEARSAL" not in TEXT
    assert sorted(REHEARSAL) == sorted([*RUNNING, CATCHER, GATEWAY, SIGN_IN])
    clocks = {REHEARSAL[name]["environment"][f"{OURS[name].upper()}_REHEARSAL_CLOCK"] for name in RUNNING}
    assert clocks == {"/run/rehearsal/ahead"}


def test_only_a_rehearsal_has_a_mail_catcher() -> None:
    assert CATCHER not in COMPOSE
    assert "smtp://" not in TEXT
    caught = {REHEARSAL[f"notifications-{role}"]["environment"]["NOTIFICATIONS_SMTP_URL"] for role in ("api", "worker")}
    assert caught == {f"smtp://{CATCHER}:1025"}


def test_only_a_rehearsal_signs_anybody_in_as_anybody() -> None:
    assert SIGN_IN not in COMPOSE
    assert COMPOSE["console-api"]["environment"]["CONSOLE_OIDC_ISSUER"] == "${CONSOLE_OIDC_ISSUER:-}"
    sign_in = REHEARSAL[SIGN_IN]
    assert REHEARSAL["console-api"]["environment"]["CONSOLE_OIDC_ISSUER"] == sign_in["environment"]["SIGN_IN_ISSUER"]
    assert (sign_in["read_only"], sign_in["cap_drop"]) == (True, ["ALL"])
    assert [volume for volume in sign_in["volumes"] if not volume.endswith(":ro")] == []
    in_the_gateway = Path("deploy/gateway/routes.conf").read_text() + Path("deploy/compose/gateway.conf").read_text()
    assert "/rehearsal/" not in in_the_gateway


def test_every_service_believes_the_gateway_alone() -> None:
    [inside] = [each["ipv4_address"] for each in COMPOSE[GATEWAY]["networks"].values()]
    trusted = {COMPOSE[name]["environment"][f"{OURS[name].upper()}_TRUSTED_PROXIES"] for name in RUNNING}
    assert trusted == {inside}


@pytest.mark.parametrize("name", OURS)
def test_what_goes_in_plain_text_is_allowed_by_name_and_mail_is_not(name: str) -> None:
    assert COMPOSE[name]["environment"][f"{OURS[name].upper()}_ALLOW_PLAINTEXT"] == "kafka,postgres"


def test_every_image_of_others_has_a_stand_in_or_is_said_to_have_none() -> None:
    of_others = [service for service in COMPOSE.values() if "build" not in service]
    images = {default_of(service["image"]) for service in [*of_others, REHEARSAL[CATCHER]]}
    base = re.findall(r"^ARG PYTHON_IMAGE=(\S+)$", Path("Dockerfile").read_text(), re.MULTILINE)
    script = Path("deploy/offline/images").read_text()
    made = set(re.findall(r"^stand_in (\S+)", script, re.MULTILINE))
    without = set(re.findall(r"image inspect (grafana\S+)", script))
    assert made | without == images | set(base)


def default_of(image: str) -> str:
    """``postgres:18`` of ``${POSTGRES_IMAGE:-postgres:18}``."""
    return image.split(":-", 1)[-1].removesuffix("}")


def test_the_example_names_every_image_of_others_with_its_default() -> None:
    defaults = set(re.findall(r"\$\{(\w+_IMAGE):-(\S+)\}", TEXT + REHEARSAL_TEXT))
    assert defaults == set(re.findall(r"^#(\w+_IMAGE)=(\S+)$", example(), re.M))


def example() -> str:
    return Path(".env.example").read_text()
