"""Where webhooks may go: nobody gets at loopback, private networks or metadata services, however it is spelt."""

import contextlib
import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.receivers import Names, receiving
from worker.errors import ConfigurationError, RefusedError, UndeliveredError
from worker.notify.guard import BLOCKED, MALFORMED, Reach, checked_url
from worker.notify.internet_addresses import NEVER, OWN, Policy, parsed
from worker.notify.web import WebClient, WebhookRequest
from worker.system import SystemClock

# {port} is the port of a real server on 127.0.0.1, which must not hear from any of these.
HOSTILE = (
    # loopback, in every spelling that some parser or resolver understands
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://127.127.127.127:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://2130706433:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0177.0.0.01:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0x7f.1:{port}/",
    "http://0x7F.0x0.0x0.0x1:{port}/",
    "http://127.0x0.0.1:{port}/",
    "http://4294967295:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0.1.2.3:{port}/",
    "http://00000127.0.0.1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127。0。0。1:{port}/",
    "http://１２７.０.０.１:{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[0000::0001]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[::ffff:0:127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[2001:0:7f00:1::]:{port}/",
    "http://[::1%251]:{port}/",
    "http://[::1%25lo]:{port}/",
    # metadata services of clouds
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://[fd00:ec2::254]/",
    "http://[fd20:ce::254]/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://192.0.0.192/",
    "http://metadata.google.internal/",
    # private and special networks
    "http://10.0.0.1/",
    "http://10.255.255.255/",
    "http://012.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://192.168.257/",
    "http://100.64.0.1/",
    "http://100.127.255.255/",
    "http://198.18.0.1/",
    "http://198.19.255.255/",
    "http://192.0.2.1/",
    "http://198.51.100.7/",
    "http://203.0.113.9/",
    "http://192.88.99.1/",
    "http://224.0.0.1/",
    "http://239.255.255.250/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[febf::1]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fdff:ffff::1]/",
    "http://[ff02::1]/",
    "http://[2001:db8::1]/",
    "http://[2001:2::1]/",
    "http://[100::1]/",
    "http://[4000::1]/",
    "http://[2001:470:1:2:0:5efe:10.0.0.1]/",
    "http://[2001:470:1:2:200:5efe:127.0.0.1]/",
    # names that lead there
    "http://private.example:{port}/",
    "http://mapped.example:{port}/",
    "http://nat64.example:{port}/",
    "http://mixed.example:{port}/",
    "http://mixed6.example:{port}/",
    "http://linklocal.example/",
    # disguises of the host, and what is no web address
    "http://hooks.example@127.0.0.1:{port}/",
    "http://hooks.example:80@127.0.0.1:{port}/",
    "http://user:password@hooks.example/",
    "http://@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@hooks.example/",
    "http://hooks.example\\@127.0.0.1:{port}/",
    "http://hooks.example#@127.0.0.1:{port}/\n",
    "http://hooks.example\r\nHost: 127.0.0.1/",
    "http://hooks .example/",
    "http://hooks\t.example/",
    "http://127.0.0.1:{port}:80/",
    "http://[::1/",
    "http://[v1.fe]:0/",
    "http://hooks.example:0/",
    "http://hooks.example:99999/",
    "http://hooks.example:22/",
    "http://hooks.example:6379/",
    "http://hooks..example/",
    "http:///etc/passwd",
    "http:127.0.0.1",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_x",
    "ftp://127.0.0.1/",
    "dict://127.0.0.1:{port}/",
    "unix:///var/run/docker.sock",
    "ws://127.0.0.1:{port}/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "",
    "http://hooks.example/" + "x" * 3000,
)
NAMES = {
    "localhost": [["127.0.0.1"]],
    "metadata.google.internal": [["169.254.169.254"]],
    "private.example": [["10.1.2.3"]],
    "mapped.example": [["::ffff:127.0.0.1"]],
    "nat64.example": [["64:ff9b::7f00:1"]],
    "mixed.example": [["93.184.215.14", "127.0.0.1"]],
    "mixed6.example": [["93.184.215.14", "::1"]],
    "linklocal.example": [["fe80::1%lo"]],
}


def _request(url):
    return WebhookRequest(url, b"{}", seconds=5)


def test_the_table_is_long_enough_to_mean_something():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 100


@pytest.mark.parametrize("url", HOSTILE, ids=lambda url: repr(url[:60]))
async def test_no_hostile_address_is_connected_to(url, monkeypatch):
    opened = []
    monkeypatch.setattr(socket.socket, "connect", lambda *place: opened.append(place))
    async with receiving() as victim, WebClient(_reach(victim), SystemClock(), Names(NAMES)) as client:
        with pytest.raises(RefusedError) as refused:
            await client.post(_request(url.replace("{port}", str(victim.port))))
    assert refused.value.reason in (BLOCKED, MALFORMED, "credentials_in_url")
    assert "password" not in str(refused.value)
    assert not victim.requests
    assert not opened


def _reach(victim, **more):
    return Reach.of(ports=["80", "443", str(victim.port)], **more)


async def test_the_victim_would_have_heard_of_it_had_it_been_allowed():
    names = Names({"crm.internal": [["127.0.0.1"]]})
    async with receiving() as victim:
        for allow, host in (
            ("127.0.0.0/8", "127.0.0.1"),
            ("crm.internal", "crm.internal"),
            ("127.0.0.1/32", "127.0.0.1"),
        ):
            async with WebClient(_reach(victim, allow=[allow]), SystemClock(), names) as client:
                await client.post(_request(f"http://{host}:{victim.port}/x"))
        assert [request.path for request in victim.requests] == ["/x"] * 3


async def test_a_name_that_changes_its_mind_after_the_check_changes_nothing():
    """DNS rebinding: the connection goes to the address that was checked, without a second look-up."""
    names = Names({"rebind.example": [["192.0.2.1"], ["127.0.0.1"]]})
    reach = Reach.of(allow=["192.0.2.1/32"], ports=["80", "443"])
    async with receiving() as victim:
        reach = Reach.of(allow=["192.0.2.1/32"], ports=[str(victim.port)])
        async with WebClient(reach, SystemClock(), names) as client:
            with pytest.raises(UndeliveredError):  # nobody is at the documentation address
                await client.post(WebhookRequest(f"http://rebind.example:{victim.port}/", b"{}", seconds=0.5))
            assert names.asked == ["rebind.example"]
            with pytest.raises(RefusedError) as refused:
                await client.post(_request(f"http://rebind.example:{victim.port}/"))
        assert refused.value.reason == BLOCKED
        assert not victim.requests


async def test_a_socket_is_opened_for_no_other_address_than_was_checked(monkeypatch):
    """Even if the resolver's check were passed by: the socket has the last word."""
    from worker.notify import guard

    monkeypatch.setattr(guard, "GuardedResolver", lambda resolver, _: resolver)
    async with receiving() as victim:
        async with WebClient(_reach(victim), SystemClock(), Names({"private.example": [["127.0.0.1"]]})) as client:
            with pytest.raises(RefusedError):
                await client.post(_request(f"http://private.example:{victim.port}/"))
        assert not victim.requests


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_a_private_address_is_not_followed(status):
    async with receiving() as victim, receiving() as public:
        public.answer(status, headers={"Location": f"{victim.url}/internal"})
        async with WebClient(_reach(public, allow=["127.0.0.1/32"]), SystemClock()) as client:
            with pytest.raises(RefusedError) as refused:
                await client.post(_request(f"{public.url}/"))
    assert refused.value.reason == "redirected"
    assert len(public.requests) == 1
    assert not victim.requests


async def test_proxies_of_the_environment_are_passed_by(monkeypatch):
    async with receiving() as proxy, receiving() as wanted:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        async with WebClient(_reach(wanted, allow=["127.0.0.0/8"]), SystemClock()) as client:
            await client.post(_request(f"{wanted.url}/"))
    assert len(wanted.requests) == 1
    assert not proxy.requests


def test_public_addresses_are_reachable():
    for text in (
        "93.184.215.14",
        "1.1.1.1",
        "2606:4700:4700::1111",
        "64:ff9b::101:101",
        "::ffff:8.8.8.8",
        "172.32.0.1",
    ):
        assert Policy().refusal(parsed(text)) == "", text
    for url in (
        "https://hooks.slack.com/services/T0/B0/x",
        "https://xn--bcher-kva.example/",
        "https://bücher.example/",
        "http://h.example:8080/a?b=c#d",
    ):
        assert checked_url(url, Reach())


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_what_python_calls_not_global_is_never_reachable(address):
    """Our tables are wider than the standard library's; this finds what they forgot."""
    plain = getattr(address, "ipv4_mapped", None) or address
    if not Policy().refusal(address):
        nat64 = address.version == 6 and address in ipaddress.ip_network("64:ff9b::/96")
        assert nat64 or (plain.is_global and not plain.is_multicast)


@given(st.sampled_from([*NEVER, *OWN]), st.integers(0, 2**128))
def test_no_address_of_a_special_network_is_reachable_in_any_disguise(network, number):
    address = network[number % network.num_addresses]
    disguises = [address]
    if address.version == 4:
        disguises += [ipaddress.IPv6Address(prefix + int(address)) for prefix in (0xFFFF << 32, 0x64FF9B << 96)]
    for disguise in disguises:
        assert Policy().refusal(disguise)
        with contextlib.suppress(RefusedError):
            host = f"[{disguise}]" if disguise.version == 6 else disguise
            pytest.fail(f"passed: {checked_url(f'http://{host}/', Reach())}")


def test_a_named_host_opens_private_networks_but_no_metadata_service():
    policy = Policy()
    assert policy.refusal(parsed("10.0.0.7"), trusted_host=True) == ""
    assert policy.refusal(parsed("127.0.0.1"), trusted_host=True) == ""
    assert policy.refusal(parsed("fd12::7"), trusted_host=True) == ""
    for text in (
        "169.254.169.254",
        "100.100.100.200",
        "fd00:ec2::254",
        "fe80::1",
        "224.0.0.1",
        "0.0.0.0",
        "::ffff:169.254.169.254",
    ):
        assert policy.refusal(parsed(text), trusted_host=True), text


def test_the_smaller_network_decides_between_allow_and_deny():
    reach = Reach.of(allow=["10.0.0.0/8", "203.0.113.0/24"], deny=["10.9.0.0/16", "93.184.215.0/24"])
    assert reach.refusal(parsed("10.1.0.1"), "10.1.0.1", 80) == ""
    assert reach.refusal(parsed("203.0.113.5"), "x", 80) == ""
    assert "NOTIFY_DENY" in reach.refusal(parsed("10.9.1.1"), "x", 80)
    assert "NOTIFY_DENY" in reach.refusal(parsed("93.184.215.14"), "x", 80)
    assert "NOTIFY_DENY" in reach.refusal(parsed("::ffff:93.184.215.14"), "x", 80)
    assert reach.refusal(parsed("::ffff:10.1.0.1"), "x", 80) == ""


def test_a_host_named_with_a_port_is_trusted_on_that_port_alone():
    reach = Reach.of(allow=["crm.internal:9000", "Other.Internal"])
    assert reach.opens("crm.internal", 9000)
    assert reach.trusts("CRM.internal.", 9000)
    assert not reach.trusts("crm.internal", 80)
    assert not reach.opens("crm.internal", 9001)
    assert reach.trusts("other.internal", 12345)
    assert not reach.trusts("evil.crm.internal", 9000)
    assert not reach.trusts("internal", 9000)


@pytest.mark.parametrize(
    "settings",
    [
        {"allow": ["10.0.0.1/8"]},
        {"allow": ["*.internal"]},
        {"allow": ["https://crm.internal"]},
        {"allow": ["crm.internal:http"]},
        {"allow": ["127.1"]},
        {"deny": ["crm.internal"]},
        {"ports": ["https"]},
        {"ports": ["70000"]},
        {"ports": ["0"]},
    ],
)
def test_a_setting_that_cannot_be_understood_is_told_at_the_start(settings):
    with pytest.raises(ConfigurationError, match="LEADWORKER_NOTIFY_"):
        Reach.of(**settings)
