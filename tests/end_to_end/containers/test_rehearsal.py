"""The whole story on containers, and what an operator may count on there."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from chassis.access.actors import Role
from chassis.clock import RehearsalClock
from needlepoint.services import SERVICE_NAMES
from needlepoint.trial.containers import AHEAD
from needlepoint.trial.keys import SigningKey
from tests.end_to_end.containers.composed import Composed, run
from tests.end_to_end.processes import started
from tests.support.waiting import eventually

pytestmark = pytest.mark.xdist_group("containers")  # on one worker, one after the other


async def test_the_story_of_the_demo_holds_on_containers(composed: Composed) -> None:
    demo = await started("-m", "needlepoint.cli", "demo", "--against", str(composed.env_file))

    assert await demo.ends(600) == 0, demo.output
    assert "facts hold" in demo.words
    assert "booking ▸ SessionPerformed" in demo.words
    async with httpx.AsyncClient(timeout=60) as reader:
        caught = (await reader.get(f"http://127.0.0.1:{composed.ports['MAIL']}/email")).json()
    assert any("RECALL" in mail["subject"] for mail in caught), "the stock managers' e-mail left over SMTP"

    again = await started("-m", "needlepoint.cli", "demo", "--against", str(composed.env_file))
    assert await again.ends() == 1
    assert "There is data already, in booking, inventory, notifications, screening" in again.words
    assert "docker compose down --volumes" in again.words


async def test_people_and_programs_have_one_address_and_sign_in_there(composed: Composed) -> None:
    async with composed.browser() as browser:
        going = await browser.get("/sign-in/go", params={"next": "/clinics"})
        assert going.headers["Location"].startswith(f"{composed.address}/rehearsal/authorize?"), going.text
        choosing = await browser.get(going.headers["Location"])
        assert "anybody may be anybody" in choosing.text
        asked = dict(parse_qsl(urlsplit(going.headers["Location"]).query))
        chosen = await browser.post("/rehearsal/authorize", data={**asked, "person": "0"})
        page = await browser.get(chosen.headers["Location"], follow_redirects=True)
        assert (page.status_code, page.url.path) == (200, "/clinics"), page.text
        assert all("; Secure" in each and each.startswith("__Host-") for each in _cookies(page.history))

        now = RehearsalClock(composed.folder / "rehearsal" / AHEAD).now()
        token = SigningKey(composed.folder / "keys").token(Role.OPERATOR, now=now)
        as_operator = {"Authorization": f"Bearer {token}"}
        for service in SERVICE_NAMES:
            refused = await browser.get(f"/api/{service}/v1/access-log")
            assert refused.status_code == 401, service
            assert (await browser.get(f"/api/{service}/metrics")).status_code == 404
        assert (await browser.get("/api/booking/v1/clinics", headers=as_operator)).status_code == 200


async def test_only_the_gateways_word_is_taken_for_a_callers_address(composed: Composed) -> None:
    [container] = await composed.containers("gateway")
    where = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
    gateway = (await run("docker", "inspect", "-f", where, container)).strip()

    for service in SERVICE_NAMES:
        [api] = await composed.containers(f"{service}-api")
        trusted = await run("docker", "exec", api, "printenv", f"{service.upper()}_TRUSTED_PROXIES")
        assert trusted.strip() == gateway


async def test_nobody_signs_in_so_outside_a_rehearsal(composed: Composed) -> None:
    [sign_in] = await composed.containers("sign-in")
    outside = ("docker", "exec", "--env", "SIGN_IN_REHEARSAL_CLOCK=", sign_in)

    with pytest.raises(AssertionError, match="in a rehearsal alone"):
        await run(*outside, "python", "-m", "needlepoint.trial.sign_in")


async def test_an_operators_commands_reach_everything_from_a_container_of_their_own(composed: Composed) -> None:
    async def caught_up() -> None:
        lag = await composed.compose("run", "--rm", "operate", "lag", "--above", "0")
        assert all(f"{service}\t" in lag for service in SERVICE_NAMES), lag

    await eventually(caught_up, 60)
    asked = ("dead-letters list", "topics check", "kafka-users check", "migrate")
    script = " && ".join(f"python -m needlepoint.operate {words}" for words in asked)
    said = await composed.compose("run", "--rm", "--entrypoint", "sh", "operate", "-c", script)
    assert f"{', '.join(SERVICE_NAMES)}: no dead letters." in said
    assert "Every topic exists" in said
    assert "and no others" in said
    assert ": up to date" in said


async def test_from_the_container_of_notifications_nobody_clears_a_patient(composed: Composed) -> None:
    [container] = await composed.containers("notifications-worker")
    publish = (
        "import asyncio, sys\n"
        "from aiokafka import AIOKafkaProducer\n"
        "from chassis.events.kafka import connection_of\n"
        "from chassis.run.settings import settings_of\n"
        "async def send(topic):\n"
        "    producer = AIOKafkaProducer(**connection_of(settings_of('notifications')))\n"
        "    await producer.start()\n"
        "    try: await producer.send_and_wait(topic, b'{}', key=b'x'); print(topic, 'written')\n"
        "    except Exception as error: print(topic, type(error).__name__)\n"
        "    finally: await producer.stop()\n"
        "asyncio.run(send('screening.screenings'))\n"
    )

    said = await run("docker", "exec", container, "python", "-c", publish)

    assert said.strip() == "screening.screenings TopicAuthorizationFailedError"


async def test_prometheus_finds_every_role_and_has_nothing_to_alert_about(composed: Composed) -> None:
    await composed.brought_up("prometheus")
    address = f"http://127.0.0.1:{composed.ports['PROMETHEUS']}/api/v1"
    async with httpx.AsyncClient(timeout=60) as operator:

        async def sees_all() -> None:
            targets = (await operator.get(f"{address}/targets")).json()["data"]["activeTargets"]
            up = {(each["labels"]["service"], each["labels"]["role"]) for each in targets if each["health"] == "up"}
            assert up == {(service, role) for service in SERVICE_NAMES for role in ("api", "worker")}

        await eventually(sees_all, 60)
        [group] = (await operator.get(f"{address}/rules")).json()["data"]["groups"]
    assert group["rules"]
    assert {rule["health"] for rule in group["rules"]} <= {"ok", "unknown"}, "unknown until it was looked at"
    assert [rule["name"] for rule in group["rules"] if rule["state"] == "firing"] == []


@pytest.mark.parametrize("service", SERVICE_NAMES)
async def test_a_service_enters_no_database_but_its_own(composed: Composed, service: str) -> None:
    [container] = await composed.containers("postgres")

    ask = (
        f"for each in {' '.join(SERVICE_NAMES)} postgres template1; do"
        f' psql -tAc "SELECT current_database()" "postgresql://{service}:${service.upper()}_DB_PASSWORD@127.0.0.1/$each";'
        " done; true"
    )
    entered = await run("docker", "exec", container, "bash", "-c", ask)

    assert entered.split() == [service]


@pytest.mark.parametrize("service", SERVICE_NAMES)
async def test_a_container_holds_one_service_and_can_change_nothing(composed: Composed, service: str) -> None:
    [container] = await composed.containers(f"{service}-worker")
    look = (
        "import importlib.util as u, os, pathlib\n"
        f"print(*[s for s in {SERVICE_NAMES} if u.find_spec('services.' + s)])\n"
        "print(os.getuid(), u.find_spec('pip'), u.find_spec('needlepoint'), u.find_spec('tests'))\n"
        "for place in ('/app/x', '/venv/x', '/etc/x'):\n"
        "    try: pathlib.Path(place).write_text('x'); print('wrote', place)\n"
        "    except OSError as error: print(type(error).__name__)\n"
    )

    seen = (await run("docker", "exec", container, "python", "-c", look)).splitlines()

    assert seen[:2] == [service, "10001 None None None"]
    assert all(each in ("OSError", "PermissionError") for each in seen[2:]), seen


async def test_a_service_that_comes_later_is_given_a_database_too(composed: Composed) -> None:
    [container] = await composed.containers("postgres")
    script = ("bash", "/docker-entrypoint-initdb.d/10-databases.sh")

    for _ in range(2):
        given = ("--env", "LATER_DB_PASSWORD=secret", "--env", "LATER_OWNER_DB_PASSWORD=secret")
        await run("docker", "exec", *given, container, *script)

    listed = "SELECT datname || ' of ' || pg_get_userbyid(datdba) FROM pg_database WHERE NOT datistemplate"
    found = await run("docker", "exec", container, "psql", "--username", "postgres", "-tAc", listed)
    owners = {f"{name} of {name}_owner" for name in (*SERVICE_NAMES, "later")}
    assert set(found.splitlines()) == owners | {"postgres of postgres"}


async def test_a_database_that_its_service_owned_is_handed_over_to_the_owner(composed: Composed) -> None:
    [container] = await composed.containers("postgres")
    as_before = "CREATE ROLE earlier LOGIN PASSWORD 'secret'", "CREATE DATABASE earlier OWNER earlier"
    for statement in as_before:
        await run("docker", "exec", container, "psql", "--username", "postgres", "-c", statement)
    inside = ("psql", "postgresql://earlier:secret@127.0.0.1/earlier", "-tAc")
    await run("docker", "exec", container, *inside, "CREATE TABLE kept (id int)")

    given = ("--env", "EARLIER_DB_PASSWORD=secret", "--env", "EARLIER_OWNER_DB_PASSWORD=secret")
    await run("docker", "exec", *given, container, "bash", "/docker-entrypoint-initdb.d/10-databases.sh")

    owner = "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'kept'"
    assert (await run("docker", "exec", container, *inside, owner)).strip() == "earlier_owner"


def _cookies(answers: Iterable[httpx.Response]) -> list[str]:
    """What they set, but for what they delete."""
    given = [each for answer in answers for each in answer.headers.get_list("Set-Cookie")]
    return [each for each in given if "Max-Age=0" not in each]
