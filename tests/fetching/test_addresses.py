"""Which addresses may be fetched, before anything is asked."""

import ipaddress

import pytest

from allotment.kernel.fetching.addresses import (
    RefusedError,
    WebAddress,
    checked,
    is_public,
    read_address,
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("https://example.org", WebAddress("https", "example.org", 443, "/")),
        (" HTTP://Example.ORG:8080/a b?c=d e#f ",
         WebAddress("http", "example.org", 8080, "/a%20b?c=d%20e")),
        ("https://münchen.example/ä%20", WebAddress("https", "xn--mnchen-3ya.example", 443, "/%C3%A4%20")),
        ("https://[2A00:1450::1]:8443/x", WebAddress("https", "2a00:1450::1", 8443, "/x")),
        ("http://8.8.8.8/", WebAddress("http", "8.8.8.8", 80, "/")),
    ],
)  # fmt: skip
def test_an_address_is_split_into_its_parts(text: str, meant: WebAddress) -> None:
    assert read_address(text) == meant
    assert read_address(str(meant)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", "example.org", "//example.org/", "ftp://example.org/", "file:///etc/passwd",
        "gopher://example.org/", "javascript:alert(1)", "data:text/csv,a", "http://", "http:///x",
        "http://someone@example.org/", "http://someone:secret@example.org/",
        "http://example.org@127.0.0.1/", "http://example.org\\@127.0.0.1/",
        "http://example.org:99999/", "http://example.org:-1/", "http://exa mple.org/",
        "http://example.org/\r\nHost: evil", "http://example.org/\x00", "http://%31%32%37.0.0.1/",
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/",
        "http://017700000001/", "http://127.1/", "http://127.0.0.1./", "http://①②⑦.⓪.⓪.①:x/",
        "http://1.2.3.4.5/", "http://256.1.1.1/", "http://example.0x1/", "http://[::1", "http://[v1.a]/",
        "http://-example.org/", "http://a..b/", "https://example.org/" + "a" * 2_000,
    ],
)  # fmt: skip
def test_whatever_is_no_plain_address_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        read_address(text)


@pytest.mark.parametrize(
    "text",
    ["8.8.8.8", "100.63.255.255", "172.32.0.1", "192.0.1.1", "2606:4700:4700::1111",
     "2a00:1450:4009::1", "64:ff9b::808:808"],
)  # fmt: skip
def test_public_ip_addresses(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
        "169.254.169.254", "168.63.129.16", "172.16.0.1", "172.31.255.255", "192.0.0.192",
        "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "100::1", "2001::1", "2001:db8::1",
        "2001:10::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1",
        "fd00:ec2::254", "fd20:ce::254", "fe80::1", "fe80::1%eth0", "2606:4700::1%1", "fec0::1",
        "ff02::1",
    ],
)  # fmt: skip
def test_ip_addresses_that_are_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


def test_one_address_that_is_not_public_spoils_the_name() -> None:
    address = read_address("https://example.org/")
    public, inner = ipaddress.ip_address("8.8.8.8"), ipaddress.ip_address("10.0.0.1")

    checked(address, [public], [])

    for found in ([public, inner], [inner, public], []):
        with pytest.raises(RefusedError, match="not lead to a public server"):
            checked(address, found, [])
    with pytest.raises(RefusedError, match="not lead to a public server"):
        checked(address, [inner, public], [ipaddress.ip_network("10.0.0.1/32")])


@pytest.mark.parametrize("port", [0, 22, 25, 5432, 6379, 9200])
def test_only_the_ports_of_the_web_are_asked(port: int) -> None:
    with pytest.raises(RefusedError, match="ports"):
        checked(read_address(f"http://example.org:{port}/"), [ipaddress.ip_address("8.8.8.8")], [])


def test_a_redirect_may_lead_on_but_not_down() -> None:
    address = read_address("https://example.org/a/b?c")

    assert str(address.redirected("/d")) == "https://example.org/d"
    assert str(address.redirected("//other.example/e")) == "https://other.example/e"
    for onward in ("http://example.org/", "file:///etc/passwd", "https://0x7f.1/"):
        with pytest.raises(RefusedError):
            address.redirected(onward)
