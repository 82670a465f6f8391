import pytest

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
ADDRESSES = [
    "/",
    "/accounts/login/",
    "/no-such-page/",
    "/static/bootstrap/bootstrap.min.css",
]


@pytest.fixture(params=ADDRESSES)
def headers(request, client, db):
    return client.get(request.param).headers


def test_content_security_policy_is_strict(headers):
    policy = {
        directive.strip() for directive in headers["Content-Security-Policy"].split(";")
    }

    assert policy == POLICY


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
    ],
)
def test_header_is_on_every_response(headers, name, value):
    assert headers[name] == value


@pytest.mark.parametrize(
    "feature", ["camera=()", "microphone=()", "geolocation=()", "payment=()"]
)
def test_unused_features_are_denied(headers, feature):
    assert feature in headers["Permissions-Policy"].split(", ")
