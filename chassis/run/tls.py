"""TLS towards a server, from files in PEM as an operator gives them."""

from pathlib import Path
from ssl import SSLContext, SSLError, create_default_context


def tls_context(
    authorities: Path | None = None, certificate: Path | None = None, key: Path | None = None
) -> SSLContext:
    """Whoever answers must show a certificate for the name we called, signed by ``authorities``, or by the machine's.

    ``certificate`` is what we show when we are asked; its ``key`` may be in the same file. Raises ValueError in an
    operator's words.
    """
    try:
        context = create_default_context(cafile=authorities)
    except (SSLError, OSError) as error:
        raise ValueError("no certificates in PEM can be read from there") from error
    if certificate is not None:
        try:
            context.load_cert_chain(certificate, key, password=_nobody_is_asked)
        except (SSLError, OSError) as error:
            raise ValueError("give certificate and key in PEM, one fitting the other, the key not encrypted") from error
    return context


def _nobody_is_asked() -> str:
    """In place of OpenSSL's prompt for the password of an encrypted key."""
    return ""
