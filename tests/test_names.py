"""Names of environment variables: which are everybody's, which are switches."""

import pytest

from relcheck.names import ALLOWED, is_flag, matches


@pytest.mark.parametrize("name", ["PATH", "HOME", "LC_ALL", "PYTHONHASHSEED", "XDG_CONFIG_HOME", "https_proxy", "CI"])
def test_what_belongs_to_everybody(name: str) -> None:
    assert matches(name, ALLOWED)


@pytest.mark.parametrize("name", ["path", "DATABASE_URL", "PORT", "ENV", "DEBUG", "HOMEPAGE", "MY_PYTHONPATH"])
def test_what_belongs_to_an_application(name: str) -> None:
    assert not matches(name, ALLOWED)


def test_a_glob_matches_the_whole_name() -> None:
    assert matches("SHOP_KEY", ["SHOP_*"])
    assert not matches("MY_SHOP_KEY", ["SHOP_*"])
    assert not matches("SHOP_KEY", ["SHOP"])


@pytest.mark.parametrize(
    "name",
    ["DEBUG", "SHOP_DEBUG", "VERBOSE", "USE_TLS", "ENABLE_X", "X_ENABLED", "SKIP_MIGRATIONS", "DRY_RUN", "is_prod"],
)
def test_a_switch_is_told_by_its_name(name: str) -> None:
    assert is_flag(name)


@pytest.mark.parametrize("name", ["PORT", "SENTRY_DSN", "NOTIFY_URL", "ISSUER", "USERNAME", "REDIS_URL", "FORCES", ""])
def test_a_value_is_no_switch(name: str) -> None:
    assert not is_flag(name)
