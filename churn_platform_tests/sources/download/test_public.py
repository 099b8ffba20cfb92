"""A source that is on the internet leads nowhere else: not by address, redirect or name."""

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from churn_platform.config.source_errors import SourceRefused, SourceUnreachable
from churn_platform.sources.download import public
from churn_platform.sources.download.public import is_public
from churn_platform_tests.servers import body, serving, status
from churn_platform_tests.sources.download.tables import SHA256, TABLE
from churn_platform_tests.sources.download.test_transport import get

PRIVATE = (
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
)


# IANA IPv4 and IPv6 Special-Purpose Address Registries, multicast, and what is deprecated
SPECIAL = (
    *("0.0.0.0/8", "0.0.0.0/32", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.9/32"),
    *("192.0.0.10/32", "192.0.0.170/32", "192.0.0.171/32", "192.0.2.0/24", "192.31.196.0/24"),
    *("192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15"),
    *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32"),
    *("::1/128", "::/128", "::/96", "::ffff:10.0.0.0/104", "64:ff9b::/96", "64:ff9b:1::/48"),
    *("100::/64", "100:0:0:1::/64", "2001::/23", "2001::/32", "2001:1::1/128", "2001:1::2/128"),
    *("2001:1::3/128", "2001:2::/48", "2001:3::/32", "2001:4:112::/48", "2001:10::/28"),
    *("2001:20::/28", "2001:30::/28", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48"),
    *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
)


@pytest.mark.parametrize("text", SPECIAL)
def test_no_network_for_a_special_purpose_is_of_the_internet(text: str) -> None:
    network = ipaddress.ip_network(text)
    middle = network[network.num_addresses // 2]
    for address in (network[0], middle, network[-1]):
        assert not is_public(str(address)), address


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_of_the_internet_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "::ffff:8.8.8.8", "2606:4700::1111", "192.0.1.1", "100.63.255.255"),
        *("100.128.0.0", "223.255.255.255", "172.32.0.1", "2001:200::1", "2003::1", "3ffe::1"),
    ],
)
def test_an_address_of_the_internet_is_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.0.0.1"])
def test_a_server_of_this_machine_is_refused_before_it_is_asked(host: str) -> None:
    with serving(body(TABLE)) as seen:
        url = seen.url.replace("127.0.0.1", host)
        _, intake = get(url)
        assert intake.sha256 == SHA256  # without the setting
        with pytest.raises(
            SourceRefused, match=r"leads to (127.0.0.1|::1), which is not a public address"
        ):
            get(url, public_only=True)
    assert len(seen.paths) == 1


def test_a_redirect_to_another_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "is_public", lambda address: address == "127.0.0.1")
    with serving(body(TABLE)) as hidden:
        away = hidden.url.replace("127.0.0.1", "127.0.0.2")
        with serving(status(302, Location=away)) as seen:
            with pytest.raises(SourceRefused, match="127.0.0.2 leads to 127.0.0.2"):
                get(seen.url, public_only=True)
    assert (len(seen.paths), hidden.paths) == (1, [])


def test_what_is_connected_to_is_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def lookup(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        # the second answer is another
        address = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(public, "is_public", lambda address: address == "127.0.0.1")
    with serving(body(TABLE)) as seen:
        url = seen.url.replace("127.0.0.1", "rebinding.example")
        with monkeypatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", lookup)
            _, intake = get(url, public_only=True)
    assert (intake.sha256, asked.count("rebinding.example")) == (SHA256, 1)
    assert seen.headers[0]["host"].startswith("rebinding.example:")


def test_a_host_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def lookup(_host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        both = ("8.8.8.8", "127.0.0.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in both]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(SourceRefused, match="leads to 127.0.0.1"):
        get("http://two-faced.example/a.csv", public_only=True)


def test_a_host_whose_first_address_does_not_answer_is_had_at_its_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lookup(_host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        both = ("127.0.0.9", "127.0.0.1")  # the server listens at the second alone
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in both]

    monkeypatch.setattr(public, "is_public", lambda _address: True)
    with serving(body(TABLE)) as seen:
        with monkeypatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", lookup)
            _, intake = get(seen.url.replace("127.0.0.1", "two.example"), public_only=True)
    assert intake.sha256 == SHA256


def test_a_name_that_does_not_exist_is_unreachable_too() -> None:
    with pytest.raises(SourceUnreachable, match="no-such-host.invalid"):
        get("http://no-such-host.invalid/a.csv", attempts=1, public_only=True)


def certificate(folder: Path, name: str) -> Path:
    """Return a file with a key and a certificate of this name, which is signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 1, now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_over_tls_the_certificate_must_be_of_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = certificate(tmp_path, "tls.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setattr(public, "is_public", lambda _address: True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted)
    answer = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    with serving(body(TABLE), tls=context) as seen:
        port = urlsplit(seen.url).port
        with monkeypatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", lambda *_, **__: [(*answer, ("127.0.0.1", port))])
            _, intake = get(f"https://tls.example:{port}/", public_only=True)
            assert intake.sha256 == SHA256
            with pytest.raises(SourceUnreachable, match="certificate"):
                get(f"https://other.example:{port}/", attempts=1, public_only=True)
    assert len(seen.paths) == 1
