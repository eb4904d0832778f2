"""Keys that a build step makes by itself, and what only looks like one."""

import pytest

from relcheck.facts.image import Kept
from relcheck.repo.docker.read import read


def keys(step: str) -> list[tuple[str, str, bool]]:
    facts = read(f"FROM python:3.14\nRUN {step}\n".encode(), "Dockerfile")
    return [(one.command, one.path, one.removed) for one in facts if type(one) is Kept and one.source == "drawn"]


@pytest.mark.parametrize(
    ("step", "command", "path"),
    [
        ("ssh-keygen -q -t rsa -N '' -f /root/.ssh/id_rsa", "ssh-keygen", "/root/.ssh/id_rsa"),
        ("apt-get install sshd && ssh-keygen -A", "ssh-keygen", "/etc/ssh"),
        ("openssl genrsa -out /key.pem 2048", "openssl genrsa", "/key.pem"),
        ("openssl genrsa 2048 > /key.pem", "openssl genrsa", "/key.pem"),
        ("openssl req -x509 -nodes -newkey rsa:2048 -keyout /a.key -out /a.crt", "openssl req", "/a.key"),
        ("openssl ecparam -name prime256v1 -genkey -noout -out /ec.key", "openssl ecparam", "/ec.key"),
        ("keytool -genkeypair -keystore /shop.jks -storepass shop-it", "keytool", "/shop.jks"),
        ("wg genkey | tee /etc/wg.key", "wg genkey", ""),
        ('python -c "print(Fernet.generate_key().decode())" > /app/cipher', "python", "/app/cipher"),
        ('python -c "print(secrets.token_hex())" > /app/jwt.key', "python", "/app/jwt.key"),
        ("openssl rand -hex 32 > /app/session_secret", "openssl rand", "/app/session_secret"),
        ("head -c 32 /dev/urandom | base64 > /app/secret_key", "base64", "/app/secret_key"),
        ('echo "SECRET_KEY=$(openssl rand -hex 32)" >> /app/.env', "echo", "/app/.env"),
        ('sed -i "s/^SECRET_KEY=.*/SECRET_KEY=$(openssl rand -hex 9)/" /app/.env', "sed", "/app/.env"),
    ],
)
def test_a_key_that_a_step_draws(step: str, command: str, path: str) -> None:
    assert keys(step) == ([(f"`{command}`", path, False)] if path else [])


@pytest.mark.parametrize(
    "step",
    [
        "ssh-keygen -R github.com",
        "ssh-keygen -y -f /run/secrets/key > /key.pub",
        "openssl x509 -in /a.crt -noout -text > /a.txt",
        "openssl rand -hex 16 > /etc/machine-id",
        "openssl req -in /a.csr -noout -text",
        "export SECRET_KEY=$(openssl rand -hex 9) && python manage.py collectstatic",
        "openssl genrsa 2048 > /dev/null",
        "--mount=type=tmpfs,target=/keys openssl genrsa -out /keys/a.key",
        "apt-get install openssl ssh-keygen",
    ],
)
def test_what_draws_no_key_that_a_layer_keeps(step: str) -> None:
    assert keys(step) == []


def test_a_key_that_the_same_step_removes() -> None:
    assert keys("openssl genrsa -out /tmp/a.key && make && rm -f /tmp/a.key") == [
        ("`openssl genrsa`", "/tmp/a.key", True)
    ]
