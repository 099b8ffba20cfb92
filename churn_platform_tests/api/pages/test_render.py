import base64
import hashlib
import re

from api.pages.render import HEADERS
from churn_platform_tests.api.world import World


def test_the_policy_allows_the_page_s_own_style_and_script_and_nothing_else(ran: World) -> None:
    with ran.client() as client:
        answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", answer.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy
    assert "unsafe" not in policy and policy.startswith("default-src 'none';")
    assert not re.search(r"""\s(on\w+|style)=["']""", answer.text)


def test_every_header_is_sent_and_nobody_keeps_the_page(ran: World) -> None:
    with ran.client() as client:
        for answer in (client.get("/"), client.head("/")):
            assert (
                HEADERS.items()
                <= {name.title(): value for name, value in answer.headers.items()}.items()
            )
    assert HEADERS["Cache-Control"] == "no-store"
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
    assert HEADERS["Referrer-Policy"] == "no-referrer"
