"""What counts as a secret is decided by names and looks that real projects use."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcheck.secret import digest, entropy, is_secret, looks

SECRET = """
    STRIPE_API_KEY OPENAI_API_KEYS AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_BEARER_TOKEN_BEDROCK GITHUB_TOKEN
    PGPASSWORD POSTGRES_PASSWORD DB_PASSWORD_FOR_READ_REPLICA_PASSWORD DATABASE_PASSWORD_READ_REPLICA DB_PASS
    DATABASE_URL DATABASE_URL_READ_REPLICA CELERY_BROKER_URL REDIS_URL CACHE_URL EMAIL_URL CLOUDAMQP_URL
    SENTRY_DSN SECRET_KEY SECRET_KEY_BASE SECRET_KEY_BASE64 SECRET_KEY_2 DJANGO_SECRET_KEY JWT_SECRET
    AZURE_STORAGE_CONNECTION_STRING AZURE_STORAGE_KEY RSA_PRIVATE_KEY LITELLM_SALT_KEY FERNET_KEY
    CIRCLE_OIDC_TOKEN_V2 GOOGLE_APPLICATION_CREDENTIALS_JSON GOOGLE_OAUTH_CREDENTIALS_JSON_STR GIGACHAT_CREDENTIALS
    SLACK_WEBHOOK_URL SLACK_SIGNING_SECRET HCP_VAULT_APPROLE_SECRET_ID COMETAPI_KEY WATSONX_ZENAPIKEY
    SECRET_KEYS stripe_api_key stripeApiKey accessToken ACCESS_TOKENS api_tokens PASSWORD TOKEN SECRET PAT
    JUPYTERHUB_API_TOKEN
""".split()
HARMLESS = """
    TOKEN_TTL ACCESS_TOKEN_EXPIRE_MINUTES JWT_ALGORITHM JWT_ISSUER PASSWORD_HASH_ALGORITHM PASSWORD_MIN_LENGTH
    PRIVATE_KEY_PATH AWS_WEB_IDENTITY_TOKEN_FILE AWS_ACCESS_KEY_ID CLIENT_ID GOOGLE_APPLICATION_CREDENTIALS
    MAX_API_KEYS NUM_PASSWORDS PUSHER_APP_KEY
    MAX_TOKENS MAX_OUTPUT_TOKENS COMPLETION_TOKENS CONTEXT_TOKENS OUTPUT_COST_PER_TOKEN TOKENIZERS_PARALLELISM
    PAD_TOKEN LLM_EOS_TOKEN RESERVED_TOKENS AUTH_URL TOKEN_URL LOGIN_URL WEBHOOK_URL BASE_URL MEDIA_URL USER_EMAIL_URL
    ENABLE_API_KEYS DISABLE_PASSWORD_LOGIN ENABLE_PASSWORD_AUTH CORS_ALLOW_CREDENTIALS REDACT_SECRETS USE_TOKEN
    PREVENT_EMAIL_PASSWORD FORBID_PASSWORD
    SECRET_NAME SECRET_ARN KMS_KEY_ID API_KEY_HEADER FORWARD_USER_INFO_HEADER_JWT NEXT_PUBLIC_API_KEY VITE_TOKEN
    LANGFUSE_PUBLIC_KEY STRIPE_PUBLISHABLE_KEY JIRA_PROJECT_KEY CONFLUENCE_SPACE_KEY REDIS_KEY_PREFIX GPG_KEY
    KEY PASSAGE BYPASS_MODEL_ACCESS_CONTROL COMPASS AUTHOR TOKENS SIGNATURE_VERSION PASSWORDLESS_LOGIN COOKIE_NAME 42 _
""".split()


@pytest.mark.parametrize("name", SECRET)
def test_a_name_that_holds_a_secret(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_name_that_only_sounds_like_a_secret(name: str) -> None:
    assert not is_secret(name)


@given(st.sampled_from(SECRET))
def test_case_does_not_make_a_secret(name: str) -> None:
    assert is_secret(name.lower()) or any(character.islower() for character in name)


@given(st.text())
def test_any_text_may_be_asked_about(text: str) -> None:
    is_secret(text)
    looks(text)
    assert 0 <= digest(text) < 2**32


RANDOM = "9fK2xQ7LmZ4tRw8Yb3Vn6Hc1"  # drawn for this test


def test_the_name_of_a_cookie_is_no_secret_and_what_it_holds_is() -> None:
    assert is_secret("SESSION_COOKIE")
    assert is_secret("SESSION_COOKIE", looks(RANDOM))
    assert is_secret("AUTH_COOKIE", "empty")
    assert not is_secret("SESSION_COOKIE", looks("shop_session"))
    assert not is_secret("shop_auth_cookie", looks("token"))
    assert is_secret("SESSION_KEY", looks("shop_session"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("changeme", "placeholder"),
        ("changethis", "placeholder"),
        ("<your-key>", "placeholder"),
        ("your-secret-key-here", "placeholder"),
        ("django-insecure-" + RANDOM, "placeholder"),
        ("minioadmin", "placeholder"),
        ("minioadmin123", "placeholder"),
        ("P@ssw0rd", "placeholder"),
        ("admin123", "placeholder"),
        ("!Ch4ng3Th1sP4ssW0rd!", "placeholder"),
        ("sk-1234", "placeholder"),
        ("AKIA" + "IOSFODNN7EXAMPLE", "placeholder"),
        ("sk-" + "x" * 24, "placeholder"),
        ("true", "boolean"),
        ("0", "number"),
        ("3.5", "number"),
        ("/run/secrets/key", "path"),
        ("server.pem", "path"),
        ("https://example.org/login", "url"),
        ("redis://localhost:6379/0", "url"),
        ("postgresql://localhost/shop_test", "url"),
        ("postgres://shop:" + RANDOM + "@db/shop", "credentials"),
        ("postgres://postgres:postgres@db/shop", "placeholder"),
        ("amqp://guest:guest@mq", "placeholder"),
        ("foo", "placeholder"),
        ("postgres://shop:asdf@db/shop", "placeholder"),
        ("redis://:p@ssw0rd@queue:6379", "placeholder"),
        ("redis://:k8@Jx0Tz@queue:6379", "credentials"),
        ("amqp://a:guest@one,a:guest@two", "placeholder"),
        ("{}", "empty"),
        ("postgres://shop:${PASSWORD}@db/shop", "reference"),
        ("${TOKEN}", "reference"),
        ("{{ token }}", "reference"),
        ("pk_live_" + RANDOM, "publishable"),
        ("phc_" + RANDOM, "publishable"),
        ("sk_live_" + RANDOM, "token"),
        ("ghp_" + RANDOM, "token"),
        (RANDOM, "token"),
        ("infini_flow", "word"),
        ("a few words", "placeholder"),
        ("correct horse battery", "text"),
        ("sk_" + "test_invalid_key", "placeholder"),
        ("glpat-your-token", "placeholder"),
        ("0123456789abcdef0123456789abcdef01234567", "placeholder"),
        ("-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", "placeholder"),
        ("-----BEGIN PRIVATE KEY-----\n" + RANDOM * 3 + "\n-----END PRIVATE KEY-----", "token"),
    ],
)
def test_what_a_value_looks_like(value: str, expected: str) -> None:
    assert looks(value) == expected


@given(st.text(string.printable, max_size=40))
def test_entropy_lies_between_nothing_and_all_different(text: str) -> None:
    assert 0 <= entropy(text) <= 6.0
    assert entropy(text[:1] * 9) == 0


@pytest.mark.parametrize(("one", "other"), [("False", "no"), ("TRUE", "on"), ("10", "10.0"), ("3600", " 3600 ")])
def test_what_means_the_same_has_one_digest(one: str, other: str) -> None:
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"), [("true", "false"), ("10", "11"), ("a", "A"), ("", "0"), ("1" * 20, "1" * 21)]
)
def test_what_differs_has_two_digests(one: str, other: str) -> None:
    assert digest(one) != digest(other)
