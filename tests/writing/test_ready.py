"""Ready texts: those that come with Punos, in each language, and the association's own."""

import pytest
from flask import Flask

from punos.writing.merging import unknown
from punos.writing.standard import ready_texts
from tests.support.clients import Client
from tests.writing.desk import TEXTS, Desk

OWN = {**TEXTS, "name": "Our greeting"}


def test_ready_texts_are_there_in_every_language_with_known_fields_alone(desk: Desk) -> None:
    with desk.association.work() as work:
        found = ready_texts(work)
        languages = set(work.settings.languages)
    assert {one.key for one in found} == {"kick_off", "no_meetings", "survey", "thanks"}
    for one in found:
        assert set(one.bodies) == set(one.subjects) == languages
        for text in (*one.bodies.values(), *one.subjects.values()):
            assert unknown(text) == []


def test_message_begins_from_a_ready_text(desk: Desk) -> None:
    path = f"/messages/new?audience=cycle&cycle={desk.slug}"
    offered = desk.client.get(path).text
    assert f"audience=cycle&amp;cycle={desk.slug}&amp;template=kick_off" in offered
    assert "come to the first meeting" in desk.client.get(f"{path}&template=kick_off").text


def test_own_ready_text_is_made_from_another_changed_and_deleted(desk: Desk) -> None:
    form = desk.client.get("/messages/templates/new?from=thanks").text
    assert "Thank you for being part of" in form
    assert desk.client.post("/messages/templates/new", OWN).status_code == 303
    listed = desk.client.get("/messages/templates").text
    assert "Our greeting" in listed
    path = listed[listed.index("/messages/templates/0") :].partition('"')[0]
    changed = {**OWN, "name": "Our other greeting"}
    assert desk.client.post(path, changed).status_code == 303
    begun = desk.client.get(f"/messages/new?audience=people&template={path.rpartition('/')[2]}")
    assert "Hello {first_name}," in begun.text
    assert "Our other greeting" in begun.text
    desk.client.post(f"{path}/drop")
    assert "Our other greeting" not in desk.client.get("/messages/templates").text


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"name": "x", "subject_en": "Only this"}, "Write both a subject and a text"),
        ({"name": "x"}, "Write it in one language at least."),
        ({**OWN, "body_en": "{secret}"}, "There is no field {secret}."),
    ],
)
def test_ready_text_that_would_not_do_is_told_why(
    desk: Desk, texts: dict[str, str], said: str
) -> None:
    answer = desk.client.post("/messages/templates/new", texts)
    assert answer.status_code == 422
    assert said in answer.text


def test_ready_texts_are_the_whole_associations_to_change(desk: Desk, app: Flask) -> None:
    unit = desk.association.unit("u1")
    limited = desk.association.signed_in(Client(app), "coordinator", unit_id=unit)
    assert limited.get("/messages/templates").status_code == 404
    assert "Ready texts" not in limited.get("/messages").text
