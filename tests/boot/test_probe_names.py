"""`verify-env --probe` against a real name server, in a network and with a resolv.conf of its own.

The resolver of the C library cannot be told of another port, so a namespace is made in which 53 is ours.
"""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.servers
SETTINGS = """\
from pydantic_settings import BaseSettings
from relcheck.types import DnsName


class Settings(BaseSettings):
    cluster: DnsName
"""
NAMES = """\
no-resolv
no-hosts
no-daemon
user=root
group=
bind-interfaces
listen-address=127.0.0.1
pid-file={home}/pid
host-record=four.shop.internal,10.0.0.7
host-record=six.shop.internal,fdaa::7
local=/shop.internal/
"""
SCRIPT = """\
set -eu
ip link set lo up
mount --bind {home}/resolv.conf /etc/resolv.conf
{server}
cd {home}
{python} -m relcheck verify-env settings:Settings --probe --isolated --verbose || echo "status $?"
"""
SERVER = """\
dnsmasq -C {home}/dnsmasq.conf -k >{home}/log 2>&1 &
trap "kill $!" EXIT
sleep 0.5
"""


def ran(environ: dict[str, str], home: Path, cluster: str, server: str) -> str:
    """What verify-env prints in a network of its own."""
    (home / "settings.py").write_text(SETTINGS, encoding="utf-8")
    (home / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", encoding="ascii")
    (home / "dnsmasq.conf").write_text(NAMES.format(home=home), encoding="ascii")
    script = SCRIPT.format(home=home, python=sys.executable, server=server.format(home=home))
    done = subprocess.run(
        ["unshare", "--map-root-user", "--user", "--net", "--mount", "sh", "-c", script],
        env={**environ, "PATH": f"{environ['PATH']}:/usr/sbin:/sbin", "CLUSTER": cluster},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    log = (home / "log").read_text(encoding="utf-8") if (home / "log").exists() else ""
    assert "Settings" in done.stdout or "ok:" in done.stdout, done.stdout + done.stderr + log
    return done.stdout


@pytest.mark.parametrize(
    ("cluster", "said"),
    [
        ("four.shop.internal", "found by the probe"),
        ("six.shop.internal.", "found by the probe"),
        ("nobody.shop.internal", "`CLUSTER` names a host that has no address [REL417]"),
    ],
)
def test_a_name_server_is_asked(environ: dict[str, str], tmp_path: Path, cluster: str, said: str) -> None:
    told = ran(environ, tmp_path, cluster, SERVER)
    assert said in told
    assert cluster not in told


def test_a_name_server_that_is_not_there_is_told(environ: dict[str, str], tmp_path: Path) -> None:
    told = ran(environ, tmp_path, "four.shop.internal", "")
    assert "`CLUSTER` names a host that cannot be looked up [REL417]" in told
