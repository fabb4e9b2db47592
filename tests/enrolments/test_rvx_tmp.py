import threading, time, re
from datetime import timedelta
from uuid import UUID
import pytest
from flask import Flask
from sqlalchemy import select, update
from punos import clock
from punos.access import Principal
from punos.accounts.links import issue
from punos.accounts.models import AccessLink
from punos.enrolments.models import Enrolment
from punos.enrolments.returning import come_along, question
from punos.enrolments.copying import checked, copied
from punos.enrolments.service import move
from punos.people.models import Person
from punos.privacy.erasing import erase
from tests.support.clients import Client
from tests.support.tenants import Association, Tenants
from tests.enrolments.test_returning import *
from tests.enrolments.test_returning import ask, opened, went_through, enrolled
from tests.interviews.desk import account_in, applicant, choose, offer, slots_of
from tests.interviews import desk

def browser_of(here, app, enrolment_id):
    with here.work() as work:
        link = issue(work, "application", "enrolment", enrolment_id, person_id=here.enrolment(enrolment_id).person_id)
    b = Client(app).at(here.host); b.follow(b.get(link)); return b

@pytest.mark.parametrize("state", ["applied", "waiting", "refused", "accepted"])
def test_leak(here, app, state):
    slug = here.cycle()
    one = here.enrol(slug, "mentee", state=state, name="Aino")
    b = browser_of(here, app, one)
    strip = lambda t: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", t))
    t = b.get("/application").text
    print("APPL", state, "withdraw" in t.lower(), strip(t)[-900:])
    d = b.get("/my/data").text
    i = strip(d).find("Your applications")
    print("DATA", state, strip(d)[i:i+500])
    j = b.get("/my/data/file?as=json").text
    for w in ("refused", "waiting", "accepted", "active", "decided_at"):
        k = j.find(w)
        if k >= 0: print("JSON", state, w, j[max(0,k-80):k+60].replace("\n"," "))
    print("WITHDRAW", state, b.get("/application/withdraw").status_code)
    r = b.post("/application/withdraw", {})
    print("WITHDRAW", state, r.status_code, strip(b.follow(r).text if r.status_code<400 else r.text)[:600])

def test_guest(tenants, app):
    here = tenants.make(); slug = here.cycle()
    x, y = here.unit("x"), here.unit("y")
    host_b, guest_b = Client(app), Client(app)
    host = account_in(here, host_b)
    offer(host_b, slug, host)
    guest = account_in(here, guest_b, role="contact", unit_id=x)
    a_b, c_b = Client(app), Client(app)
    a = applicant(here, slug, a_b, unit_id=x, name="Xena")
    c = applicant(here, slug, c_b, unit_id=y, name="Yngve")
    s1, s2 = slots_of(here)
    assert choose(a_b, s1).status_code == 303
    guest_b.get(f"/interviews/{s1.id}")
    r = guest_b.post(f"/interviews/{s1.id}/join", {}); print("JOIN", r.status_code)
    assert choose(a_b, s2).status_code == 303
    assert choose(c_b, s1).status_code == 303
    for m in desk.mails(here, "interview.staff"):
        print("MAIL", m.to_address, m.subject)

def test_erase_race(here, app, staff, earlier, slug):
    one = went_through(here, earlier)
    (mail,) = ask(here, staff, slug, one)
    person_id = here.enrolment(one).person_id
    with here.work() as work:
        link = work.session.scalars(select(AccessLink).where(AccessLink.purpose=="returning")).one()
        link_id = link.id
    from punos.accounts import links
    said = []
    def eraser():
        try:
            with here.work() as w2:
                erase(w2, w2.session.get_one(Person, (here.record.id, person_id)))
            said.append("erased")
        except Exception as e:
            said.append(repr(e))
    from punos.access import Principal
    import inspect
    actor = make_actor(link_id, person_id, one)
    with here.work(actor) as work:
        q = question(work)
        parts = copied(work, q.cycle, q.earlier, {})
        from werkzeug.datastructures import MultiDict
        answers = checked(copied(work, q.cycle, q.earlier, MultiDict({"consent-agreed":"yes"})))
        if answers is None:
            from punos.enrolments.answers import current
            answers = current(q.earlier)
        come_along(work, q, answers)
        t = threading.Thread(target=eraser); t.start(); time.sleep(2)
    t.join()
    print("ERASE", said, [(e.model_state, e.answers.keys()) for e in enrolled(here, slug)])
    with here.work() as w:
        p = w.session.get_one(Person, (here.record.id, person_id)); print(p.given_name, p.erased_at)

def make_actor(link_id, person_id, subject):
    return Principal(kind="link", link_id=link_id, person_id=person_id, subject_id=subject, purpose="returning", grants={"link.returning": None})
