"""Which places a value names for `--probe`, and that no part of a password is one."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from relcheck.boot.probe_urls import Endpoint, UnclearError, endpoints


def places(text: str, kind: str = "", port: int = 0, **defaults: str) -> list[tuple[str, str, int]]:
    return [(found.kind, found.host, found.port) for found in endpoints(text, kind, port, defaults)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("postgresql+asyncpg://u:p@db/app", [("postgresql", "db", 5432)]),
        ("postgres://u:p%40x@[fdaa::3]:6432/app", [("postgresql", "fdaa::3", 6432)]),
        ("postgresql://u:p@a:1,b,c:3/app", [("postgresql", "a", 1), ("postgresql", "b", 5432), ("postgresql", "c", 3)]),
        ("postgresql://u:p@/app?host=a:7&host=b", [("postgresql", "a", 7), ("postgresql", "b", 5432)]),
        ("postgresql:///app?host=a,b&port=7,8", [("postgresql", "a", 7), ("postgresql", "b", 8)]),
        ("postgresql://%2Frun%2Fpg:7/app", [("postgresql", "/run/pg/.s.PGSQL.7", 7)]),
        ("postgresql://:6000/app", [("postgresql", "localhost", 6000)]),
        ("redis://:p@cache/0", [("redis", "cache", 6379)]),
        ("redis://", [("redis", "localhost", 6379)]),
        ("rediss://cache:7/0", [("redis", "cache", 7)]),
        ("redis+sentinel://a,b:7/service", [("redis", "a", 26379), ("redis", "b", 7)]),
        ("sentinel://a:1;sentinel://b:2;sentinel://c", [("redis", "a", 1), ("redis", "b", 2), ("redis", "c", 26379)]),
        ("redis://:7/0", [("redis", "localhost", 7)]),
        ("rediss+sentinel://a", [("redis", "a", 26379)]),
        ("unix:///run/redis.sock?db=1", [("tcp", "/run/redis.sock", 0)]),
        ("db+postgresql+psycopg2://u:p@db/app", [("postgresql", "db", 5432)]),
        ("cache+memcached://a:11211;b:11212", [("tcp", "a", 11211), ("tcp", "b", 11212)]),
        ("amqps://u:p@mq//", [("amqp", "mq", 5671)]),
        ("pyamqp://u:p@mq/shop;pyamqp://u:p@mq2/shop", [("amqp", "mq", 5672), ("amqp", "mq2", 5672)]),
        ("mysql+pymysql://u:p@db/app?unix_socket=/run/m.sock", [("tcp", "/run/m.sock", 3306)]),
        ("mongodb://u:p@a,b:27018/?tls=true", [("tcp", "a", 27017), ("tcp", "b", 27018)]),
        ("nats://a:1,nats://b:2", [("tcp", "a", 1), ("tcp", "b", 2)]),
        ("a:9092, b:9092,[fdaa::3]:9093", [("tcp", "a", 9092), ("tcp", "b", 9092), ("tcp", "fdaa::3", 9093)]),
        ("https://api.example/v1?mail=a@b", [("tcp", "api.example", 443)]),
        ("tcp://scheduler:8786", [("tcp", "scheduler", 8786)]),
        ("ray://head", [("tcp", "head", 10001)]),
        ("8000", [("port", "", 8000)]),
        ("9100-9105", [("port", "", 9100)]),
    ],
)
def test_a_value_names_these_places(text: str, found: list[tuple[str, str, int]]) -> None:
    assert places(text) == found


def test_a_marker_says_what_a_value_is() -> None:
    assert places("a b:7", "redis", 0) == [("redis", "a", 6379), ("redis", "b", 7)]
    assert places("a,b", "tcp", 9092) == [("tcp", "a", 9092), ("tcp", "b", 9092)]
    assert places("redis://a/0", "name") == [("name", "a", 0)]
    assert endpoints("a:1", "tls", 0, {})[0].trust == "full"
    assert endpoints("rediss://a", "tcp", 0, {})[0] == Endpoint("tcp", "a", 6379)


def test_what_a_url_leaves_out_comes_from_the_variables_of_libpq() -> None:
    assert places("postgresql:///app", PGHOST="db", PGPORT="7") == [("postgresql", "db", 7)]
    assert places("postgresql://h/app", PGHOST="db", PGPORT="7") == [("postgresql", "h", 5432)]
    assert endpoints("postgresql://h/app", "", 0, {"PGSSLMODE": "require"})[0].trust == "encrypted"


@pytest.mark.parametrize(
    ("url", "trust"),
    [
        ("postgresql://h", "offered"),
        ("postgresql://h?sslmode=disable", ""),
        ("postgresql://h?sslmode=verify-ca", "chain"),
        ("postgresql+asyncpg://h?ssl=verify-full", "full"),
        ("redis://h", ""),
        ("rediss://h", "full"),
        ("rediss://h?ssl_cert_reqs=CERT_NONE", "encrypted"),
        ("rediss://h?ssl_cert_reqs=optional", "wished"),
        ("amqps://h", "wished"),
        ("amqps://h?ssl_cert_reqs=required", "full"),
        ("mongodb://h/?tls=true", "full"),
        ("mongodb://h/?tls=true&tlsAllowInvalidCertificates=true", "encrypted"),
        ("https://h", "full"),
    ],
)
def test_a_url_says_how_much_it_asks_of_tls(url: str, trust: str) -> None:
    assert endpoints(url, "", 0, {})[0].trust == trust


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sqlite:///app.db", "no-server"),
        ("memory://", "no-server"),
        ("cache+memory://", "no-server"),
        ("mssql+pyodbc:///?odbc_connect=DRIVER%3Dx", "nothing"),
        ("https:///path", "nothing"),
        ("postgresql://h/app?port=99999", "host"),
        ("postgresql:///app?port=²", "host"),
        ("mongodb+srv://u:p@cluster.example/app", "srv"),
        ("gopher://h", "scheme"),
        ("tcp://h", "no-port"),
        ("h", "no-port"),
        ("", "nothing"),
        ("redis://u:12/34@h", "at-sign"),
        ("redis://u?x@h", "at-sign"),
        ("https://u:p/x@h", "at-sign"),
        ("redis://u:p#x", "host"),
        ("redis://h:99999", "host"),
        ("redis://[fdaa::3", "host"),
        ("host=db password=secret", "host"),
        ("user:secret@db:5432", "host"),
        ("70000", "no-port"),
        ("9-1", "no-port"),
    ],
)
def test_what_names_no_place_is_not_guessed_at(text: str, why: str) -> None:
    with pytest.raises(UnclearError) as caught:
        endpoints(text, "", 0, {})
    assert str(caught.value) == why


@settings(max_examples=300)
@given(st.text(max_size=40), st.sampled_from(["", "redis", "tcp", "name", "port", "postgresql"]))
@example("redis://[::1]%", "")
@example("postgresql://h:٣/", "")
def test_any_text_names_places_or_none(text: str, kind: str) -> None:
    for whole in (text, f"postgresql://{text}", f"redis://u:p@{text}"):
        try:
            found = endpoints(whole, kind, 0, {})
        except UnclearError:
            found = ()
        assert all(isinstance(place.port, int) for place in found)


@settings(max_examples=300)
@given(st.text("QZ#?/@:;,%&= 123", min_size=1, max_size=24), st.sampled_from(["redis", "postgresql", "amqp", "https"]))
def test_no_part_of_a_password_is_taken_for_a_host(noise: str, scheme: str) -> None:
    """A password that was not percent-encoded leaves no doubt, or nothing is looked for: a resolver would be told."""
    try:
        found = endpoints(f"{scheme}://user:{noise}@host.internal/x", "", 0, {})
    except UnclearError:
        found = ()
    for place in found:
        assert "Q" not in place.host
        assert "Z" not in place.host
