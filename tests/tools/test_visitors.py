import pytest
from django.test import RequestFactory

from tools import visitors

pytestmark = pytest.mark.row("A09")


@pytest.mark.parametrize(
    ("forwarded", "number", "expected"),
    [
        ("", 1, ""),
        ("192.0.2.1", 1, "192.0.2.1"),
        ("10.0.0.1, 192.0.2.1", 1, "192.0.2.1"),
        ("6.6.6.6, 192.0.2.1, 10.0.0.2", 2, "192.0.2.1"),
        ("192.0.2.1", 2, "192.0.2.1"),  # not through the outer one
        ("6.6.6.6, evil", 1, ""),
        ("2001:DB8::1", 1, "2001:db8::1"),
        (" , ,192.0.2.1", 1, "192.0.2.1"),
        ("192.0.2.1\n", 1, "192.0.2.1"),
    ],
)
def test_the_visitor_is_the_one_that_the_outermost_trusted_proxy_saw(forwarded, number, expected):
    assert visitors.seen_by_proxies(forwarded, number) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_a_network_does_not_tell_the_machine(address, expected):
    assert visitors.network(RequestFactory().get("/", REMOTE_ADDR=address)) == expected


@pytest.mark.row("A76")
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.77", "192.0.2.77"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("::ffff:192.0.2.77", "192.0.2.77"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_household_counts_as_one_address(address, expected):
    assert visitors.household(RequestFactory().get("/", REMOTE_ADDR=address)) == expected
