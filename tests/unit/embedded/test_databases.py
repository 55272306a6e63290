from pathlib import Path

import pytest
from sqlalchemy import make_url

from needlepoint.trial.embedded.databases import url_of


def test_a_url_over_the_socket_is_read_back_by_sqlalchemy_as_it_was_meant() -> None:
    url = make_url(url_of("booking", "p@ss/word:1", "booking", socket_dir=Path("/var/tmp/a b/socket")))  # noqa: S108
    assert url.drivername == "postgresql+asyncpg"
    assert (url.username, url.password, url.database) == ("booking", "p@ss/word:1", "booking")
    assert url.query["host"] == "/var/tmp/a b/socket"  # noqa: S108


@pytest.mark.parametrize("address", ["127.0.0.1:5432", "db.example:6432"])
def test_a_url_over_the_network_names_host_and_port(address: str) -> None:
    url = make_url(url_of("booking", "secret", "booking", address=address))
    assert f"{url.host}:{url.port}" == address
