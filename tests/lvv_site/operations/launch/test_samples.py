"""The sample set-up for many machines: what it must not get wrong, held against the code it is for."""

import ipaddress
import re
import shlex
from pathlib import Path

import pytest
import yaml

from lvv_site.operations import postgres

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def settings_of(text: str) -> set[str]:
    return set(re.findall(r"-c (log_\w+=\S+?)[\"'\s]", text + " "))


def test_its_database_is_as_silent_as_the_embedded_one(compose):
    embedded = settings_of(Path(postgres.__file__).read_text())
    assert {"log_statement=none", "log_min_error_statement=panic", "log_min_messages=log"} <= embedded
    command = compose["services"]["database"]["command"]
    assert shlex.split(command)[0] == "postgres"
    assert embedded <= settings_of(command)


def test_only_its_own_network_is_believed(compose):
    [subnet] = compose["networks"]["default"]["ipam"]["config"]
    for name in ("web", "worker", "migrate"):
        assert compose["services"][name]["environment"]["TRUSTED_PROXIES"] == subnet["subnet"]
    assert ipaddress.ip_network(subnet["subnet"]).num_addresses == 256
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_the_front_believes_the_same_machines_about_the_visitor_and_about_https():
    front = (ROOT / "nginx.conf").read_text()
    addresses = re.findall(r"set_real_ip_from (\S+);", front)
    assert addresses == re.findall(r"(\S+)\s+believed;", front)
    assert all(ipaddress.ip_network(address).num_addresses == 1 for address in addresses)


def test_the_front_passes_on_only_what_it_knows_itself():
    front = (ROOT / "nginx.conf").read_text()
    passed = dict(re.findall(r"proxy_set_header (\S+) (\S+);", front))
    assert passed == {
        "Host": "$http_host",
        "X-Forwarded-For": "$remote_addr",
        "X-Forwarded-Proto": "$visitor_scheme",
    }


def test_the_front_logs_no_address():
    [line] = re.findall(r"log_format pattern '([^']*)'", (ROOT / "nginx.conf").read_text())
    allowed = {"time_iso8601", "request_method", "pattern", "status", "body_bytes_sent", "request_time"}
    assert set(re.findall(r"\$(\w+)", line)) == allowed
