"""How to reach the containers of docker-compose.yml from this machine, read from its `.env`."""

import subprocess
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL


class CannotRehearse(RuntimeError):
    """The system is not up, not empty, or not set up for rehearsals; the text says which, and what to do."""


class ComposeSettings(BaseSettings):
    """What `.env` says, as docker-compose.yml reads it: names, defaults and that the environment comes first."""

    model_config = SettingsConfigDict(extra="ignore")

    booking_port: int = 8101
    console_port: int = 8100
    inventory_port: int = 8102
    notifications_port: int = 8103
    screening_port: int = 8104
    postgres_port: int = 5432
    kafka_port: int = 9094
    booking_db_password: SecretStr = Field(min_length=1)
    console_db_password: SecretStr = Field(min_length=1)
    inventory_db_password: SecretStr = Field(min_length=1)
    notifications_db_password: SecretStr = Field(min_length=1)
    screening_db_password: SecretStr = Field(min_length=1)
    kafka_operator_password: SecretStr = Field(min_length=1)
    jwks_file: Path
    rehearsal_folder: Path

    def url(self, service: str) -> str:
        """Where its API is published."""
        return f"http://127.0.0.1:{getattr(self, f'{service}_port')}"

    def database_url(self, service: str) -> URL:
        """Its database, entered as itself."""
        password: SecretStr = getattr(self, f"{service}_db_password")
        return URL.create(
            "postgresql", service, password.get_secret_value(), "127.0.0.1", self.postgres_port, database=service
        )


def settings_in(env_file: Path) -> ComposeSettings:
    """Raises CannotRehearse, naming what is missing."""
    try:
        return ComposeSettings(_env_file=env_file)
    except ValidationError as error:
        wrong = ", ".join(str(each["loc"][0]).upper() for each in error.errors())
        raise CannotRehearse(
            f"{env_file} lacks, or has wrong values for: {wrong}. `needlepoint env` writes one."
        ) from None


def compose_words(env_file: Path) -> list[str]:
    """The command for Compose v2, or else docker-compose 1.29. Raises CannotRehearse when neither is installed."""
    for words in (["docker", "compose"], ["docker-compose"]):
        try:
            subprocess.run([*words, "version"], check=True, capture_output=True)  # noqa: S603  # words of our own
        except (OSError, subprocess.CalledProcessError):
            continue
        return [*words, "--env-file", str(env_file.absolute())]
    raise CannotRehearse("Neither `docker compose` nor `docker-compose` is installed: install Docker's Compose.")
