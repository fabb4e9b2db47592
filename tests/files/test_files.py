"""Files are kept whole, up to 10 MB, under a name that harms nothing, and for their tenant alone."""

import hashlib

import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from punos.deployment import Deployment
from punos.errors import Absent, Refused
from punos.files.models import MAX_BYTES, StoredFile
from punos.files.service import clean_name, read, store
from tests.support.bare import bare_tenant


def test_file_comes_back_as_it_was_stored(deployment: Deployment) -> None:
    tenant, data = bare_tenant(deployment), bytes(range(256)) * 4
    with deployment.work(tenant) as work:
        file_id = store(work, "lista.csv", "text/csv", data, "import").id
    with deployment.work(tenant) as work:
        stored = read(work, file_id)
    assert (stored.name, stored.media_type, stored.content) == ("lista.csv", "text/csv", data)
    assert (stored.size, stored.sha256) == (1024, hashlib.sha256(data).hexdigest())


def test_file_of_ten_megabytes_is_stored_and_one_byte_more_refused(deployment: Deployment) -> None:
    with deployment.work(bare_tenant(deployment)) as work:
        assert store(work, "a", "text/csv", bytes(MAX_BYTES), "import").size == MAX_BYTES
        with pytest.raises(Refused, match="10 MB"):
            store(work, "a", "text/csv", bytes(MAX_BYTES + 1), "import")


def test_file_of_another_tenant_is_absent(deployment: Deployment) -> None:
    with deployment.work(bare_tenant(deployment)) as work:
        file_id = store(work, "a", "text/csv", b"a", "import").id
    with deployment.work(bare_tenant(deployment)) as work, pytest.raises(Absent):
        read(work, file_id)


def test_list_of_files_does_not_load_their_content(deployment: Deployment) -> None:
    tenant = bare_tenant(deployment)
    with deployment.work(tenant) as work:
        store(work, "a", "text/csv", b"a", "import")
    with deployment.work(tenant) as work:
        listed = work.session.scalars(select(StoredFile)).one()
        assert "content" not in vars(listed)
        work.session.expunge_all()
        whole = work.session.scalars(select(StoredFile).options(undefer(StoredFile.content))).one()
        assert vars(whole)["content"] == b"a"


@pytest.mark.parametrize(
    "claimed", ["text/html; charset=x", "TEXT/HTML", "a\r\nb: c/d", "", "x" * 200]
)
def test_strange_media_type_becomes_plain_bytes(deployment: Deployment, claimed: str) -> None:
    with deployment.work(bare_tenant(deployment)) as work:
        assert store(work, "a", claimed, b"", "x").media_type == "application/octet-stream"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\aino\\lista.csv", "lista.csv"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nContent-Type: x", "aContent-Type_ x"),
        ("\u202efdp.exe", "fdp.exe"),
        ("  ", "file"),
        ("..", "file"),
        ("A\u030aland.csv", "Åland.csv"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
        ("x" * 300, "x" * 200),
    ],
)
def test_name_is_cleaned(given: str, kept: str) -> None:
    assert clean_name(given) == kept
