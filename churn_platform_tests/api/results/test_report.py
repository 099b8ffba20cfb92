"""The report over HTTP: the newest file, under a policy that lets nothing in or out."""

import httpx

from churn_platform_tests.api.world import World

PAGE = b"<!doctype html><title>Churn report</title>"


def published(world: World) -> str:
    file = world.publish("churn_report", PAGE)
    world.note("churn_report", file.version, files=[file.as_metadata()])
    return file.sha256


def test_it_is_the_file_that_was_recorded(world: World) -> None:
    digest = published(world)
    with world.client() as client:
        response = client.get("/report")
        again = client.get("/report", headers={"If-None-Match": f'"{digest}"'})
        listed = client.get("/api/artifacts/churn_report")
    assert (response.status_code, response.content) == (200, PAGE)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["etag"] == f'"{digest}"'
    assert (again.status_code, again.content) == (304, b"")
    assert listed.content == PAGE


def test_its_headers_let_nothing_in_or_out(world: World) -> None:
    published(world)
    with world.client() as client:
        for headers in ({}, {"If-None-Match": "*"}):
            found = client.get("/report", headers=headers).headers
            assert found["x-content-type-options"] == "nosniff"
            assert found["referrer-policy"] == "no-referrer"
            rules = dict(
                rule.strip().split(" ", 1) for rule in found["content-security-policy"].split(";")
            )
            assert rules["default-src"] == rules["frame-ancestors"] == "'none'"
            assert rules["form-action"] == rules["base-uri"] == "'none'"
            assert "self" not in found["content-security-policy"]


def test_before_the_first_report_there_is_a_hint(empty: httpx.Client) -> None:
    response = empty.get("/report")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == (
        "There is no report yet; the first complete run creates it."
    )


def test_a_changed_file_is_not_served(world: World) -> None:
    published(world)
    (path,) = (world.data_dir / "versions").glob("*-churn_report.html")
    path.write_bytes(PAGE + b"more")
    with world.client() as client:
        assert client.get("/report").status_code == 409
