"""Static files have a compressed copy, and never that of an older content."""

from __future__ import annotations

import gzip
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from punos.web.files import static_url
from punos.web.packing import packed

STYLE = b"p { margin: 0 }\n" * 100


def test_copy_has_a_compressed_one_beside_it(tmp_path: Path) -> None:
    source = tmp_path / "one.css"
    source.write_bytes(STYLE)
    copy = packed(source, "abc", tmp_path / "copies")
    assert copy.read_bytes() == STYLE
    assert gzip.decompress(copy.with_name("one.css.gz").read_bytes()) == STYLE


def test_changed_content_gets_another_copy(tmp_path: Path) -> None:
    source = tmp_path / "one.css"
    source.write_bytes(STYLE)
    packed(source, "abc", tmp_path / "copies")
    source.write_bytes(STYLE * 2)
    assert packed(source, "def", tmp_path / "copies").read_bytes() == STYLE * 2


def test_folder_that_cannot_be_made_leaves_the_source_to_serve(tmp_path: Path) -> None:
    source = tmp_path / "one.css"
    source.write_bytes(STYLE)
    (tmp_path / "copies").write_text("a file is in the way")
    assert packed(source, "abc", tmp_path / "copies") == source


def test_browser_that_accepts_it_gets_the_compressed_style_sheet(app: Flask) -> None:
    client: FlaskClient = app.test_client()
    address = static_url("punos.css")
    with client.get(address, headers={"Accept-Encoding": "gzip"}) as small:
        assert small.headers["Content-Encoding"] == "gzip"
        assert "immutable" in small.headers["Cache-Control"]
        with client.get(address) as large:
            assert "Content-Encoding" not in large.headers
            assert gzip.decompress(small.data) == large.data
