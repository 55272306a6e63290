"""Apache Kafka itself without Docker: its jars from Maven Central, run by the machine's Java as one KRaft node."""

import asyncio
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

from needlepoint.trial.embedded.child import end, ended, spawn
from needlepoint.trial.embedded.leftovers import Lock
from tests.parts.folder import fresh_folder
from tests.parts.kafka import SESSION_FLOOR_MS, Kafka, Unavailable, until_it_answers
from tests.parts.ports import free_ports

VERSION = "4.1.0"
JAVA_AT_LEAST = 17
CACHE = Path(__file__).resolve().parents[2] / ".parts" / f"kafka-{VERSION}"
CLASSES = CACHE / "classes.jsa"
"""What the JVM loaded last time, recorded at the end of the first run: a start then takes 2.5 s instead of 9."""

POM = f"""\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>needlepoint</groupId><artifactId>kafka-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>{VERSION}</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>{VERSION}</version></dependency>
  </dependencies>
</project>
"""

# For tests: groups form at once, sessions may be short, topics appear on first use, little is preallocated, and events
# may be of a later day than the broker's (`make dates`).
SETTINGS = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
num.partitions=4
auto.create.topics.enable=true
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms={session_floor}
num.network.threads=2
num.io.threads=4
log.index.size.max.bytes=1048576
log.message.timestamp.after.max.ms=9223372036854775807
"""

JVM = (
    "-Xms128m",
    "-Xmx512m",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-Xshare:auto",
    "-Djava.awt.headless=true",
)


def why_not() -> str | None:
    """What keeps this machine from running it, with the command that helps; None when nothing does."""
    java = shutil.which("java")
    if java is None:
        return f"no java (apt-get install default-jre-headless, {JAVA_AT_LEAST} or newer)"
    answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', answer.stderr)
    if answer.returncode != 0 or found is None:
        return "java does not run (apt-get install default-jre-headless)"
    if int(found[1]) < JAVA_AT_LEAST:
        return f"java is {found[1]}, Kafka {VERSION} needs {JAVA_AT_LEAST}"
    if not (CACHE / "libs").is_dir() and shutil.which("mvn") is None:
        return "no mvn to fetch Kafka with (apt-get install maven)"
    return None


def fetch() -> Path:
    """The folder of jars, fetched once into .parts/ (54 MB, under a minute). Raises Unavailable."""
    libs = CACHE / "libs"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another test run may be at it
        if libs.is_dir():
            return libs
        started = time.monotonic()
        _say(f"fetching Apache Kafka {VERSION} from Maven Central (54 MB, once) ...")
        (CACHE / "pom.xml").write_text(POM)
        unfinished = CACHE / "libs.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={unfinished}"]
        command = ["mvn", "--quiet", "--batch-mode", "--file", str(CACHE / "pom.xml"), *goal]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable(f"mvn did not fetch Kafka: {error}") from error
        if done.returncode != 0:
            raise Unavailable(f"mvn did not fetch Kafka: {_first_error(done.stdout)}")
        unfinished.rename(libs)
        _say(f"fetched in {time.monotonic() - started:.0f} s")
    return libs


class MavenKafka(Kafka):
    description = f"Apache Kafka {VERSION} from Maven Central, on this machine's Java"
    can_stop = True
    can_pause = True
    _process: "subprocess.Popen[bytes] | None" = None

    async def start(self) -> None:
        self._libs = await asyncio.to_thread(fetch)
        self._folder = fresh_folder("kafka")
        self._lock = Lock(self._folder)
        broker, controller = free_ports(2)
        self.bootstrap = f"127.0.0.1:{broker}"
        self._settings = self._folder / "server.properties"
        self._settings.write_text(self._properties(broker, controller))
        words = ("kafka.tools.StorageTool", "format", "-t", str(uuid4()), "-c", str(self._settings))
        formatting = spawn(self._java(*words), log=self._log, environment=on_the_machines_date())
        if await ended(formatting, within=60) != 0:
            await end(formatting)
            raise Unavailable(f"Kafka's storage could not be formatted:\n{self._end_of_log()}")
        await self.start_broker()

    async def start_broker(self) -> None:
        recording = () if CLASSES.exists() else (f"-XX:ArchiveClassesAtExit={self._recorded}",)
        process = self._process = spawn(
            self._java(*recording, "kafka.Kafka", str(self._settings)),
            log=self._log,
            environment=on_the_machines_date(),
        )
        try:
            await until_it_answers(self.bootstrap, seconds=60, still_runs=lambda: process.poll() is None)
        except Unavailable as error:
            raise Unavailable(f"{error}\n{self._end_of_log()}") from error

    async def stop_broker(self) -> None:
        await end(self._running, (signal.SIGTERM, 30))
        if self._recorded.exists():
            unfinished = CLASSES.with_suffix(f".{os.getpid()}")
            shutil.copyfile(self._recorded, unfinished)
            unfinished.replace(CLASSES)
            self._recorded.unlink()

    async def pause(self) -> None:
        self._running.send_signal(signal.SIGSTOP)

    async def unpause(self) -> None:
        self._running.send_signal(signal.SIGCONT)

    async def close(self) -> None:
        if self._process is not None and CLASSES.exists():
            await end(self._process)  # at once: nobody will read what it would write down
        elif self._process is not None:
            await self.stop_broker()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.release()

    def _properties(self, broker: int, controller: int) -> str:
        """What ``server.properties`` says: the two ports, where its data is."""
        data = self._folder / "data"
        return SETTINGS.format(broker=broker, controller=controller, data=data, session_floor=SESSION_FLOOR_MS)

    def _java(self, *words: str) -> list[str]:
        archive = (f"-XX:SharedArchiveFile={CLASSES}",) if CLASSES.exists() else ()
        return [shutil.which("java") or "java", *JVM, *archive, "-cp", f"{self._libs}/*", *words]

    @property
    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            raise RuntimeError("this Kafka was never started")
        return self._process

    @property
    def _recorded(self) -> Path:
        return self._folder / "classes.jsa"

    def _end_of_log(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]

    @property
    def _log(self) -> Path:
        return self._folder / "kafka.log"


def on_the_machines_date() -> dict[str, str]:
    """Our environment without libfaketime's part in it (`make dates`): the JVM keeps the time that it has."""
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}


def _first_error(output: str) -> str:
    return next((line for line in output.splitlines() if "ERROR" in line), "it did not say why")


def _say(line: str) -> None:
    """Past pytest's capture: nobody should wonder what takes so long."""
    print(f"parts: {line}", file=sys.__stderr__, flush=True)
