"""Where a request comes from; behind proxies config/middleware.py has found out."""

import ipaddress

from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def household(request: HttpRequest) -> str:
    """What limits count by: the address, of IPv6 without the 64 bits that one household has."""
    found = _network(request, ipv4=32, ipv6=64)
    return str(found.network_address) if found else address(request)


def network(request: HttpRequest) -> str:
    """The address without what tells the machine: 24 bits of IPv4, 48 of IPv6; "" if unknown."""
    return str(_network(request, ipv4=24, ipv6=48) or "")


def _network(
    request: HttpRequest, *, ipv4: int, ipv6: int
) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """So many bits of the address; None if it is none."""
    try:
        found = ipaddress.ip_address(address(request).partition("%")[0])
    except ValueError:
        return None
    found = getattr(found, "ipv4_mapped", None) or found
    length = ipv4 if found.version == 4 else ipv6
    return ipaddress.ip_network(f"{found}/{length}", strict=False)


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
