"""What looks like a secret: by name and content, never by name alone; and what only looks so."""

from collections.abc import Callable

import pytest

from relcheck.facts.artifact import FrozenVariable, SecretLook
from relcheck.scan.look import is_dotenv, is_nobodys, look
from relcheck.scan.run import Scan

Scanned = Callable[..., Scan]
Maker = Callable[..., bytes]
LOGIN = "https://ci:fV2pLw93xQ@pypi.example.org/simple"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/.env", "PAYMENT_TOKEN=hG3kd8Wq0zLp\n"),
        ("app/.env.production", 'export PAYMENT_TOKEN="hG3kd8Wq0zLp"\n'),
        ("prod.env", "DATABASE_URL=postgresql://u:hG3kd8@db/x\n"),
        ("root/.netrc", "machine x\n  login y\n  password hG3kd8Wq0zLp\n"),
        ("root/.pypirc", "[pypi]\nusername = u\npassword = hG3kd8Wq0zLp\n"),
        ("etc/pip.conf", f"[global]\nindex-url = {LOGIN}\n"),
        ("site-packages/shop-1.dist-info/direct_url.json", f'{{"url": "git+{LOGIN}"}}'),
        ("app/.git/config", f"[remote]\nurl = {LOGIN}\n"),
        (
            "app/.git/config",
            '[http "https://git.example/"]\n\textraheader = AUTHORIZATION: basic eDphRzNrZDhXcTB6THA=\n',
        ),
        ("root/.git-credentials", LOGIN),
        ("root/.npmrc", "//packages.example/:_authToken=hG3kd8Wq0zLp\n"),
        ("root/.docker/config.json", '{"auths": {"x": {"auth": "Y2k6aEcza2Q4V3E="}}}'),
        ("root/.aws/credentials", "[default]\naws_secret_access_key = hG3kd8Wq0zLp\n"),
        ("root/.pgpass", "db:5432:shop:shop:hG3kd8Wq0zLp\n"),
        ("root/.kube/config", "users:\n- user:\n    token: hG3kd8Wq0zLp\n"),
        ("root/.config/pypoetry/auth.toml", '[http-basic.x]\npassword = "hG3kd8"\n'),
        ("app/requirements/prod.txt/requirements.txt", f"--index-url {LOGIN}\n"),
        ("run/secrets/token", "hG3kd8Wq0zLp"),
    ],
)
def test_a_file_that_holds_a_secret_is_told(path: str, text: str) -> None:
    assert list(look(path, text.encode()))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/.env", "LOG_LEVEL=info\nPAYMENT_TOKEN=\nOTHER_TOKEN=${TOKEN}\nTOKEN_TTL=3600\n"),
        ("app/.env.example", "PAYMENT_TOKEN=hG3kd8Wq0zLp\n"),
        ("example.env", "PAYMENT_TOKEN=hG3kd8Wq0zLp\n"),
        ("environment", "PAYMENT_TOKEN=hG3kd8Wq0zLp\n"),
        ("etc/pip.conf", "[global]\nindex-url = https://packages.example/simple\n"),
        ("etc/pip.conf", "[global]\nindex-url = https://${USER}:${PASSWORD}@pypi.example.org/simple\n"),
        ("app/.git/config", "[remote]\nurl = git@github.com:x/y.git\n"),
        ("root/.npmrc", "//packages.example/:_authToken=${NPM_TOKEN}\n"),
        ("root/.docker/config.json", '{"credsStore": "desktop"}'),
        ("app/config", "password = x\n"),
        ("run/secrets/token", "\n"),
        ("shop.dist-info/direct_url.json", '{"url": "https://files.example.org/x.whl"}'),
    ],
)
def test_a_file_without_one_is_not(path: str, text: str) -> None:
    assert not list(look(path, text.encode()))


def test_a_placeholder_is_told_as_one() -> None:
    (found,) = look(".env", b"SECRET_KEY=changeme\n")
    assert found.placeholder
    assert found.variable == "SECRET_KEY"


@pytest.mark.parametrize("name", [".env", ".env.local", "prod.env", "a/b/.env.prod"])
def test_files_of_environment_variables(name: str) -> None:
    assert is_dotenv(name)


@pytest.mark.parametrize("name", [".env.example", "sample.env", ".env.test", ".envrc", "env.py", "a.environment"])
def test_samples_and_others_are_none(name: str) -> None:
    assert not is_dotenv(name)


@pytest.mark.parametrize(
    "path",
    [
        "usr/lib/python3/dist-packages/tornado/test/test.key",
        "lib/x/tests/a.pem",
        "site-packages/Crypto/SelfTest/a.py",
        "site-packages/ecdsa/test_keys.py",
        "usr/share/doc/x/a.pem",
        "usr/lib/libgnutls.a",
    ],
)
def test_the_keys_of_libraries_tests_are_nobodys(path: str) -> None:
    assert is_nobodys(path)


@pytest.mark.parametrize("path", ["app/tests/key.pem", "app/key.pem", "usr/lib/python3/dist-packages/shop/key.pem"])
def test_the_keys_of_an_application_are_somebodys(path: str) -> None:
    assert not is_nobodys(path)


def tokens(found: Scan) -> list[str]:
    return [fact.what for fact in found.facts if isinstance(fact, SecretLook)]


# Written in two halves, so that this file holds no token itself.
@pytest.mark.parametrize(
    ("halves", "what"),
    [
        (("ghp_", "0aB" * 12), "a GitHub token"),
        (("github_pat_", "1" * 22 + "_" + "a" * 59), "a GitHub token"),
        (("glpat-", "x1Y2z3A4b5C6d7E8f9G0"), "a GitLab token"),
        (("AKIA", "QW3ERTY7UIOP2ASD"), "an AWS access key"),
        (("sk_live_", "aB3" * 8), "a Stripe key"),
        (("xoxb-", "123456789012-abcdefghijklmnop"), "a Slack token"),
        (("AIza", "Sy" + "A1b" * 11), "a Google API key"),
        (("npm_", "aB3" * 12), "an npm token"),
        (("pypi-", "AgEIcHlwaS5vcmc" + "aB3" * 20), "a PyPI token"),
        (("hf_", "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH"), "a Hugging Face token"),
        (("sk-ant-", "api03-" + "aB3_" * 22), "an Anthropic key"),
        (("dckr_pat_", "aB3" * 9), "a Docker Hub token"),
        (("-----BEGIN ", "RSA PRIVATE KEY-----\n" + "MIIE" * 16 + "\n"), "a private key"),
        (("-----BEGIN ", 'PRIVATE KEY-----\\n" + "MIIE' + "Abcd" * 16), "a private key"),
    ],
)
def test_a_well_known_token_is_told_wherever_it_is(
    halves: tuple[str, str], what: str, scanned: Scanned, gz: Callable[[bytes], bytes], tar_of: Maker
) -> None:
    text = ("x = '" + "".join(halves) + "'\n").encode()
    assert tokens(scanned(text)) == [what]
    assert tokens(scanned(gz(tar_of({"app/data.bin": b"\0" * 700 + text})))) == [what]
    assert tokens(scanned(tar_of({"usr/lib/python3/dist-packages/x/tests/data.txt": text}))) == []
    assert tokens(scanned(tar_of({"usr/lib/python3/site-packages/relcheck_rules/image/x.py": text}))) == []


@pytest.mark.parametrize(
    "text",
    [
        "".join(("AKIA", "IOSFODNN7EXAMPLE")),
        "xAKIA" + "QW3ERTY7UIOP2ASD",
        "ghp_short",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\n" + "MIIE" * 16,
        "npm_config_cache_directory_of_the_user_here",
        "hf_" + "transfer_is_a_library_of_hugging_face",
        "sk_live_documentation",
    ],
)
def test_what_only_resembles_a_token_is_not(text: str, scanned: Scanned) -> None:
    assert tokens(scanned(text.encode())) == []


def frozen(found: Scan) -> list[str]:
    return [fact.variable for fact in found.facts if isinstance(fact, FrozenVariable)]


@pytest.mark.parametrize(
    "text",
    [
        'QUEUE_HOST = "queue.internal"',
        "QUEUE_HOST: str = 'queue.internal'",
        'CONFIG = {"QUEUE_HOST": "queue.internal", "DEBUG": False}',
        "build(QUEUE_HOST='queue.internal')",
    ],
)
def test_a_generated_module_freezes_a_variable(text: str, scanned: Scanned, zip_of: Maker) -> None:
    wheel = zip_of({"shop/_build_config.py": text.encode()})
    assert frozen(scanned(wheel, {}, {"QUEUE_HOST": "queue.internal"})) == ["QUEUE_HOST"]


@pytest.mark.parametrize(
    "text",
    [
        'QUEUE_HOST = "localhost"',
        'QUEUE_HOST = os.environ["QUEUE_HOST"]',
        'MY_QUEUE_HOST = "queue.internal"',
        'QUEUE_HOST = "queue.internal.example"',
    ],
)
def test_another_value_or_name_is_not_frozen(text: str, scanned: Scanned, zip_of: Maker) -> None:
    wheel = zip_of({"shop/_build_config.py": text.encode()})
    assert frozen(scanned(wheel, {}, {"QUEUE_HOST": "queue.internal"})) == []


def test_env_and_env_files_freeze_variables_of_the_contract(scanned: Scanned, image_of: Maker, tar_of: Maker) -> None:
    image = image_of(
        [tar_of({"app/.env": b"QUEUE_HOST=x\nOTHER=1\n"})], ["COPY . /app"], ["LOG_LEVEL=info", "PATH=/bin"]
    )
    found = scanned(image, {}, {"QUEUE_HOST": "queue.internal", "LOG_LEVEL": ""})
    assert sorted(frozen(found)) == ["LOG_LEVEL", "QUEUE_HOST"]


def test_what_is_too_much_to_show_is_said(scanned: Scanned, tar_of: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relcheck.scan.findings._MOST", 3)
    found = scanned(tar_of({f"{n}.txt": b"k7Qz-9fRt2Lw" for n in range(5)}), {"TOKEN": "k7Qz-9fRt2Lw"})
    assert len(found.facts) == 3
    assert any("more of the same" in note for note in found.notes)
