"""The mail server, from EMAIL_URL or from EMAIL_HOST and its companions."""

import ipaddress
from dataclasses import dataclass

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email


@dataclass(frozen=True)
class MailServer:
    """Without a host nothing is sent."""

    host: str
    port: int
    user: str
    password: str
    # after STARTTLS, or from the first byte on
    use_tls: bool
    use_ssl: bool


def mail_server(env: environ.Env) -> MailServer:
    """The server of the environment; one that would be spoken to in the clear is refused."""
    server = _from_url(env) if env.str("EMAIL_URL", default="") else _from_parts(env)
    if server.use_tls and server.use_ssl:
        raise ImproperlyConfigured("Set EMAIL_USE_TLS (STARTTLS) or EMAIL_USE_SSL, not both.")
    is_encrypted = server.use_tls or server.use_ssl
    if server.host and not is_encrypted and not _is_loopback(server.host):
        raise ImproperlyConfigured(
            f"Mails to {server.host} would travel unencrypted, with personal links and the "
            "password in them. Use smtp+tls:// (STARTTLS, port 587) or smtp+ssl:// (port 465) in "
            "EMAIL_URL, or set EMAIL_USE_TLS=1 or EMAIL_USE_SSL=1. Without encryption only a "
            "mail server on this machine is accepted."
        )
    return server


def sender(env: environ.Env, default: str, *, is_needed: bool) -> str:
    """The address that mails come from; it has to be one as soon as there is a mail server."""
    address = env.str("EMAIL_FROM", default="")
    if address or is_needed:
        address = address or default
        try:
            validate_email(address)
        except ValidationError as error:
            raise ImproperlyConfigured(
                f"EMAIL_FROM must be the one address that mails come from, not {address!r}."
            ) from error
    return address or default


def _from_url(env: environ.Env) -> MailServer:
    shape = "EMAIL_URL must look like smtp+tls://user:password@mail.example.org:587."
    try:
        found = env.email_url("EMAIL_URL")
    except (ImproperlyConfigured, ValueError) as error:
        raise ImproperlyConfigured(shape) from error
    if not found["EMAIL_BACKEND"].endswith("smtp.EmailBackend") or not found["EMAIL_HOST"]:
        raise ImproperlyConfigured(shape)
    use_tls = found.get("EMAIL_USE_TLS", False)
    use_ssl = found.get("EMAIL_USE_SSL", False)
    return MailServer(
        host=found["EMAIL_HOST"],
        port=found["EMAIL_PORT"] or _port(use_tls, use_ssl),
        user=found["EMAIL_HOST_USER"] or "",
        password=found["EMAIL_HOST_PASSWORD"] or "",
        use_tls=use_tls,
        use_ssl=use_ssl,
    )


def _from_parts(env: environ.Env) -> MailServer:
    use_tls = env.bool("EMAIL_USE_TLS", default=False)
    use_ssl = env.bool("EMAIL_USE_SSL", default=False)
    return MailServer(
        host=env.str("EMAIL_HOST", default=""),
        port=env.int("EMAIL_PORT", default=_port(use_tls, use_ssl)),
        user=env.str("EMAIL_HOST_USER", default=""),
        password=env.str("EMAIL_HOST_PASSWORD", default=""),
        use_tls=use_tls,
        use_ssl=use_ssl,
    )


def _port(use_tls: bool, use_ssl: bool) -> int:
    return 587 if use_tls else 465 if use_ssl else 25


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
