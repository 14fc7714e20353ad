"""Uploads in an S3 bucket: the same as on a disk, and the bucket itself hands nothing out."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moto.server import ThreadedMotoServer

from allotment.config import environment as read
from allotment.kernel.files.domain import UnsafeFileError
from allotment.kernel.files.services import keep, remove, remove_orphans
from tests.files import made
from tests.people import People

AsPerson = Callable[[object | None], Client]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The server of the package moto, on a port of this machine."""
    started = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    yield f"{host}:{port}"
    started.stop()


@pytest.fixture
def bucket(server: str, settings: Any) -> Any:
    """A bucket of its own, in which uploads lie."""
    owner = boto3.resource(
        "s3", endpoint_url=f"http://{server}", region_name="eu-west-2",
        aws_access_key_id="key", aws_secret_access_key="secret",
    )  # fmt: skip
    made_bucket = owner.create_bucket(
        Bucket="uploads", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )
    settings.STORAGES = {
        **settings.STORAGES,
        "default": read.uploads(f"http://key:secret@{server}/uploads?region=eu-west-2"),
    }
    yield made_bucket
    made_bucket.objects.delete()
    made_bucket.delete()


def kept(by: Any) -> Any:
    upload = SimpleUploadedFile("plan.pdf", made.PDF)
    return keep(upload=upload, about_kind="x", about_key="y", by=by)


def names(bucket: Any) -> list[str]:
    return sorted(each.key for each in bucket.objects.all())


@pytest.mark.django_db(transaction=True)
def test_an_upload_is_kept_in_the_bucket_handed_out_by_permission_and_removed(
    people: People, as_person: AsPerson, bucket: Any, server: str, settings: Any
) -> None:
    stored = kept(people.entrant)

    assert names(bucket) == [stored.path]
    assert not settings.MEDIA_ROOT.exists()
    answer = as_person(people.entrant).get(f"/files/{stored.key}/")
    assert b"".join(answer.streaming_content) == made.PDF  # type: ignore[attr-defined]
    assert answer["Content-Length"] == str(len(made.PDF))
    assert "attachment" in answer["Content-Disposition"]
    assert as_person(people.outsider).get(f"/files/{stored.key}/").status_code == 404
    grants = bucket.Object(stored.path).Acl().grants
    assert [each["Permission"] for each in grants] == ["FULL_CONTROL"], "its owner's alone"

    remove(stored=stored)

    assert names(bucket) == []


@pytest.mark.django_db(transaction=True)
def test_what_no_row_knows_is_swept_out_of_the_bucket(people: People, bucket: Any) -> None:
    stored = kept(people.entrant)
    bucket.put_object(Key="ab/abandoned", Body=b"x")

    assert remove_orphans() == 0
    assert remove_orphans(older_than=dt.timedelta(seconds=-5)) == 1

    assert names(bucket) == [stored.path]


@pytest.mark.django_db(transaction=True)
def test_a_bucket_that_is_away_is_said_in_a_sentence(
    people: People, as_person: AsPerson, bucket: Any, settings: Any
) -> None:
    stored = kept(people.entrant)
    settings.STORAGES = {
        **settings.STORAGES, "default": read.uploads("http://key:secret@127.0.0.1:9/uploads")
    }  # fmt: skip

    with pytest.raises(UnsafeFileError, match="could not be saved"):
        kept(people.entrant)
    assert as_person(people.entrant).get(f"/files/{stored.key}/").status_code == 503


def test_a_file_that_the_bucket_has_lost_is_not_found(
    people: People, as_person: AsPerson, bucket: Any
) -> None:
    stored = kept(people.entrant)
    bucket.objects.delete()

    assert as_person(people.entrant).get(f"/files/{stored.key}/").status_code == 404


@pytest.mark.parametrize(
    "address", ["s3://bucket", "https://host/bucket", "https://k:s@host", "https://k:s@host/a/b"]
)
def test_an_address_that_cannot_be_read_stops_the_start_with_a_sentence(address: str) -> None:
    with pytest.raises(SystemExit, match="S3_URL must be like"):
        read.uploads(address)


@pytest.mark.parametrize("address", ["127.0.0.1:3310", "tcp:///x", "http://scanner", "unix:"])
def test_a_scanner_s_address_that_cannot_be_read_does_too(address: str) -> None:
    with pytest.raises(SystemExit, match="CLAMAV_URL must be like"):
        read.scanner(address)


def test_secrets_of_a_bucket_may_hold_any_letter() -> None:
    options = read.uploads("https://k%2F1:s%40%2B@example.org:9000/b")["OPTIONS"]

    assert (options["access_key"], options["secret_key"]) == ("k/1", "s@+")
    assert options["endpoint_url"] == "https://example.org:9000"


def test_uploads_lie_in_the_home_unless_said_otherwise() -> None:
    assert type(default_storage._wrapped).__name__ in {"object", "Disk"}  # type: ignore[attr-defined]
    assert read.uploads("")["BACKEND"].endswith("Disk")
