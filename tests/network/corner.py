"""What the sweeps' world has of the network: a member with frozen years, of which one is shared, and
news; a desk with members, an association on its way, an announcement and a file."""

from __future__ import annotations

from punos import clock
from punos.border.models import InboxItem
from punos.files.service import store
from punos.ids import new_id
from punos.jobs.service import start
from punos.network.announcing import KIND, write
from punos.network.files import PURPOSE
from punos.network.models import ReceivedAnnouncement
from punos.network.onboarding import ask
from punos.network.views.desk_files import WRITE
from tests.network.members import counts, freeze_all, share
from tests.network.published import publish
from tests.support.tenants import Tenants
from tests.sweeps.world import World


def fill(world: World) -> dict[str, str]:
    """Two frozen years of two programme models; a part of one of them is published."""
    for window in ("2023", "2024"):
        figures = {model: counts(40, employed=17) for model in ("pairwise", "gatherings")}
        freeze_all(world.association, window, figures)
    share(world.association, "2024", ["N01", "N12"])
    return {"news_id": _news(world, 1)}


def fill_kind(world: World) -> dict[str, str]:
    """A desk: a member of its own, an association that is asked for, a draft and a file."""
    if world.kind != "network":
        return {}
    member = Tenants(world.association.deployment).make()
    publish(member.deployment, member.record.id, "N01", 12)
    with world.association.work() as work:
        file = store(work, f"{world.canary}.xlsx", "application/zip", b"PK", PURPOSE)
        run = start(work, WRITE)
        asked_for = {"model": "pairwise", "window": "2024", "figures": "few", "language": "en"}
        run.result, run.state = {**asked_for, "file": str(file.id)}, "done"
        asked = {
            "slug": f"uusi{new_id().hex}",
            "names": {"en": f"Uusi {world.canary}"},
            "short_name": "Uusi",
            "languages": ["en"],
            "plugins": [],
            "admin_email": "uusi@people.example.org",
        }
        return {
            "member_id": str(member.record.id),
            "onboarding_id": str(ask(work, asked, f"{asked['slug']}.localhost")),
            "announcement_id": str(write(work, *_texts(world)).id),
            "run_id": str(run.id),
        }


def grow(world: World, count: int) -> None:
    """So much news."""
    _news(world, count)


def grow_kind(world: World, count: int) -> None:
    """So many members with figures, and announcements."""
    if world.kind != "network":
        return
    for _number in range(count):
        member = Tenants(world.association.deployment).make().record.id
        publish(world.association.deployment, member, "N01", 12)
    with world.association.work() as work:
        for _number in range(count):
            write(work, *_texts(world))


def _texts(world: World) -> tuple[dict[str, str], dict[str, str]]:
    return {"en": f"Uutinen {world.canary}"}, {"en": "Tapaamme."}


def _news(world: World, count: int) -> str:
    """News as the courier brings it; the id of the last."""
    titles, texts = _texts(world)
    now = clock.now()
    with world.association.work() as work:
        for _number in range(count):
            item = InboxItem(
                kind=KIND,
                sender_id=new_id(),
                outbox_id=new_id(),
                payload={"titles": titles, "texts": texts},
                answer={},
                received_at=now,
                changed_at=now,
            )
            work.session.add(item)
            row = ReceivedAnnouncement(
                inbox_id=item.id, titles=titles, texts=texts, received_at=now
            )
            work.session.add(row)
        return str(row.id)
