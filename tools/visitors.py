"""Where a request comes from; behind proxies config/middleware.py has found out."""

import ipaddress

from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def network(request: HttpRequest) -> str:
    """The address without what tells the machine: 24 bits of IPv4, 48 of IPv6; "" if unknown."""
    try:
        found = ipaddress.ip_address(address(request))
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    length = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network(f"{found}/{length}", strict=False))


def seen_by_proxies(forwarded: str, number: int) -> str:
    """The address that the outermost of so many trusted proxies saw, out of X-Forwarded-For.

    Each proxy adds the address it saw at the end; whatever stands before was written by anybody.
    "" if it is no address.
    """
    seen = [part.strip() for part in forwarded.split(",") if part.strip()][-number:]
    try:
        return str(ipaddress.ip_address(seen[0])) if seen else ""
    except ValueError:
        return ""
