"""TLS connections to a server, from an operator's PEM files."""

from pathlib import Path
from ssl import SSLContext, SSLError, create_default_context


def tls_context(
    authorities: Path | None = None, certificate: Path | None = None, key: Path | None = None
) -> SSLContext:
    """A context that requires a certificate for the server's name, signed by ``authorities`` or by the machine's.

    ``certificate`` is our client certificate; its ``key`` may be in the same file. Raises ValueError with a text for
    operators.
    """
    try:
        context = create_default_context(cafile=authorities)
    except (SSLError, OSError) as error:
        raise ValueError("no certificates in PEM can be read from this file") from error
    if certificate is not None:
        try:
            context.load_cert_chain(certificate, key, password=_nobody_is_asked)
        except (SSLError, OSError) as error:
            raise ValueError("give a certificate and its own key, both in PEM, the key not encrypted") from error
    return context


def _nobody_is_asked() -> str:
    """Replaces OpenSSL's prompt for the password of an encrypted key."""
    return ""
