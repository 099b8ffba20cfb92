"""Files over HTTP: whole, as recorded, with the right headers."""

import hashlib
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import HTTPException

from api.results.files import Opened, respond
from churn_platform.defs.steps.outputs import writes
from churn_platform.storage.artifacts import PublishedFile
from churn_platform.storage.publishing import publish
from churn_platform_tests.api.world import World


def file_of(world: World, id: str) -> Path:
    found = sorted((world.data_dir / "versions").glob(f"*-{id}"))
    assert len(found) == 1
    return found[0]


def test_a_file_comes_with_its_hash_as_etag(ran: World) -> None:
    with ran.trusted() as client:
        response = client.get("/api/artifacts/telco_customer_churn.csv")
    assert response.content == b"id\n1\n"
    assert response.headers["etag"] == f'"{hashlib.sha256(b"id%c1%c" % (10, 10)).hexdigest()}"'
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-disposition"].startswith("attachment")


def test_an_asset_key_names_the_primary_file(client: httpx.Client) -> None:
    by_key = client.get("/api/artifacts/correlation_heatmap")
    by_id = client.get("/api/artifacts/correlation_heatmap.html")
    assert by_key.content == by_id.content
    assert by_key.headers["content-type"] == "text/html; charset=utf-8"
    assert client.get("/api/artifacts/correlation_heatmap.json").json() == {}


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        (".csv.gz", "application/gzip"),
        (".csv.zip", "application/zip"),
        (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (".parquet", "application/vnd.apache.parquet"),
    ],
)
def test_a_source_of_another_format_is_served_as_it_came(
    world: World, suffix: str, media_type: str
) -> None:
    file = world.publish("raw_customers", b"packed", suffix)
    world.note("raw_customers", file.version, files=[file.as_metadata()])
    with world.trusted() as client:
        response = client.get("/api/artifacts/raw_customers")
    assert response.content == b"packed"
    assert response.headers["content-type"] == media_type
    assert "content-encoding" not in response.headers
    name = f"telco_customer_churn{suffix}"
    assert response.headers["content-disposition"] == f'attachment; filename="{name}"'


def test_a_client_that_has_the_file_gets_no_second_copy(client: httpx.Client) -> None:
    path = "/api/artifacts/metrics.json"
    etag = client.get(path).headers["etag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = client.get(path, headers={"If-None-Match": known})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == etag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_figure_may_run_nothing_from_elsewhere(client: httpx.Client) -> None:
    policy = client.get("/api/artifacts/tenure_histogram").headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self' 'unsafe-inline'"
    assert not any("http" in rule or "*" in rule for rule in rules.values())
    script = client.get("/api/artifacts/plotly.min.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"


def test_head_answers_like_get_without_the_content(client: httpx.Client) -> None:
    head, get = (client.request(m, "/api/artifacts/metrics.json") for m in ("HEAD", "GET"))
    assert get.headers["cache-control"] == "no-cache"
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(get.content))


@pytest.mark.parametrize("content", [b"", b"id", b"id\n2\n"])
def test_a_file_that_is_not_the_recorded_one_is_not_served(world: World, content: bytes) -> None:
    world.make("raw_customers")
    file_of(world, "telco_customer_churn.csv").write_bytes(content)
    with world.trusted() as client:
        response = client.get("/api/artifacts/raw_customers")
    assert response.status_code == 409
    assert "not the one that its run recorded" in response.json()["detail"]


def test_a_file_changed_after_it_was_served_is_noticed(world: World) -> None:
    world.make("raw_customers")
    with world.trusted() as client:
        assert client.get("/api/artifacts/raw_customers").status_code == 200
        file_of(world, "telco_customer_churn.csv").write_bytes(b"id\n2\n")
        assert client.get("/api/artifacts/raw_customers").status_code == 409


def test_a_removed_file_says_to_materialize_again(world: World) -> None:
    world.make("raw_customers")
    file_of(world, "telco_customer_churn.csv").unlink()
    with world.trusted() as client:
        response = client.get("/api/artifacts/raw_customers")
    assert response.status_code == 404
    assert response.json()["detail"] == (
        "The file telco_customer_churn.csv is gone; materialize its asset again."
    )


def test_a_picture_is_shown_and_can_run_nothing(tmp_path: Path) -> None:
    picture = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    published = publish(tmp_path, "figures/p.svg", writes(picture))
    file = PublishedFile(**published.as_metadata())
    response = respond(tmp_path, file, None)
    assert isinstance(response, Opened)
    response.file.close()
    assert response.headers["content-disposition"].startswith("inline")
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert "script-src" not in response.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["../secret.txt", "link.txt", "folder"])
def test_a_record_that_points_out_of_the_data_folder_is_not_followed(
    tmp_path: Path, path: str
) -> None:
    secret, data = tmp_path / "secret.txt", tmp_path / "data"
    secret.write_bytes(b"hush")
    (data / "folder").mkdir(parents=True)
    (data / "link.txt").symlink_to(secret)
    digest = hashlib.sha256(b"hush").hexdigest()
    with pytest.raises(HTTPException) as refused:
        respond(data, PublishedFile("id", path, "text/plain", digest, 4), None)
    assert refused.value.status_code == 404


def test_the_bytes_that_were_checked_are_the_bytes_that_are_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.make("raw_customers")
    path = file_of(world, "telco_customer_churn.csv")
    call = Opened.__call__

    async def swapped(response: Opened, *arguments: Any) -> None:
        """Exchange the file after it was checked and before it is sent."""
        (world.data_dir / "other").write_bytes(b"id\n2\n")
        os.replace(world.data_dir / "other", path)
        await call(response, *arguments)

    monkeypatch.setattr(Opened, "__call__", swapped)
    with world.trusted() as client:
        assert client.get("/api/artifacts/raw_customers").content == b"id\n1\n"
        assert client.get("/api/artifacts/raw_customers").status_code == 409


def test_a_part_of_a_file_is_sent_and_no_file_stays_open(world: World) -> None:
    world.make("raw_customers")
    with world.trusted() as client:
        part = client.get("/api/artifacts/raw_customers", headers={"Range": "bytes=3-3"})
        assert (part.status_code, part.content) == (206, b"1")
        for _ in range(3):
            assert client.get("/api/artifacts/raw_customers").status_code == 200
    path = file_of(world, "telco_customer_churn.csv")
    held = [link for link in Path("/proc/self/fd").iterdir() if link.exists()]
    assert not [link for link in held if link.resolve() == path]
