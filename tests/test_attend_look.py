"""Measuring and looking, over HTTP."""
import json, time, urllib.request, urllib.parse, re, datetime as dt
import pytest
from django.conf import settings
from django.test import Client
from tests.factories import accreditation as make
from tests.factories.certification import certified
from tests.factories.members import sign_in, UserFactory
from tests.factories.hours import account_of
from academy.accreditation import attendance_contests
from academy.accreditation.models import ListedAttendance
pytestmark = pytest.mark.django_db(transaction=True)
OUT = open("/tmp/w/var-attendance-look.txt", "w")

def say(*a):
    print(*a, file=OUT, flush=True)

def post(url, data, headers):
    req = urllib.request.Request(url, data=data, headers=headers, method="POST")
    t = time.perf_counter()
    try:
        with urllib.request.urlopen(req) as r:
            body = r.read()
            return time.perf_counter() - t, r.status, body
    except urllib.error.HTTPError as e:
        return time.perf_counter() - t, e.code, e.read()

def test_it(live_server, settings):
    base = live_server.url
    run = make.run(length=2, minutes=450); run2 = make.run(run.training)
    make.run(run.training, days_ago=-20); make.run(run.training, days_ago=-40, length=3, minutes=480, place="")
    slug = run.training.provider.slug
    user = make.worker(run.training.provider)
    c = Client(); sign_in(c, user)
    secret = make.key(run.training.provider)
    certs = [certified() for _ in range(500)]
    say("made")
    address = f"{base}/api/v1/providers/runs/{run.occasion.code}/attendance"
    H = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
    post(address, json.dumps({"rows": [{"number": "X"}], "dry_run": True}).encode(), H)
    for name, body in (
        ("dry", {"rows": [{"number": x.number} for x in certs], "dry_run": True}),
        ("write", {"rows": [{"number": x.number} for x in certs]}),
        ("again", {"rows": [{"number": x.number} for x in certs]}),
        ("correct all", {"rows": [{"number": x.number, "minutes": 300} for x in certs]}),
    ):
        s, code, b = post(address, json.dumps(body).encode(), H)
        say("API 500", name, f"{s:.2f}s", code, json.loads(b).get("written"))
    sid = c.cookies["sessionid"].value
    def page(path, data=None):
        cookie = f"sessionid={sid}; csrftoken={'a'*32}"
        if data is None:
            req = urllib.request.Request(base + path, headers={"Cookie": cookie})
            t = time.perf_counter(); r = urllib.request.urlopen(req); b = r.read().decode()
            return time.perf_counter() - t, r.status, b
        data = {**data, "csrfmiddlewaretoken": "a" * 32}
        s, code, b = post(base + path, urllib.parse.urlencode(data).encode(), {"Cookie": cookie, "Referer": base + path, "Origin": base, "Content-Type": "application/x-www-form-urlencoded"})
        return s, code, b.decode()
    at = f"/opleider/{slug}/uitvoeringen/{run2.occasion.code}/aanwezigheid/"
    s, code, b = page(at, {"text": "\n".join(x.number for x in certs)})
    say("form 500 preview", f"{s:.2f}s", code)
    if code == 200:
        f = {n: re.search(f'name="{n}" value="([^"]*)"', b)[1] for n in ("list", "shown", "source")}
        s, code, b = page(at + "controle/", f)
        say("form 500 confirm", f"{s:.2f}s", code, "Vastgelegd" in b)
        s, code, b = page(f"/opleider/{slug}/uitvoeringen/{run2.occasion.code}/"); say("run page 500", f"{s:.2f}s", code)
    from playwright.sync_api import sync_playwright
    small = make.run(run.training)
    make.listed(small, *(x.number for x in certs[:4]))
    row = ListedAttendance.objects.filter(run=small).order_by("pk")[0]
    contest = attendance_contests.contest(row, "not_there", "Ik was ziek.")
    row2 = ListedAttendance.objects.filter(run=small).order_by("pk")[1]
    member = account_of(row2.person); office = UserFactory.create(role="office", second_factor=True)
    def cookies(u):
        k = Client(); sign_in(k, u); return k.cookies["sessionid"].value
    sids = {"p": sid, "m": cookies(member), "o": cookies(office)}
    R = f"/opleider/{slug}/uitvoeringen/"
    with sync_playwright() as p:
        br = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for w in (360, 1280):
            for who, name, path in (
                ("p", "runs", R), ("p", "add", R + "nieuw/"), ("p", "run", f"{R}{small.occasion.code}/"), ("p", "list", f"{R}{small.occasion.code}/aanwezigheid/"),
                ("m", "member", f"/mijn/uren/lijst/{row2.pk}/"), ("m", "entries", "/mijn/uren/lijst/"),
                ("o", "orun", f"/beheer/accreditatie/uitvoeringen/inspect/{small.pk}/"), ("o", "oruns", "/beheer/accreditatie/uitvoeringen/"),
                ("o", "ocontests", "/beheer/accreditatie/meldingen/"), ("o", "ocontest", f"/beheer/accreditatie/meldingen/inspect/{contest.pk}/"),
                ("o", "ocorrect", f"/beheer/accreditatie/uitvoeringen/aanwezigheid/{row.pk}/corrigeren/{contest.pk}/"),
                ("p", "agenda", "/agenda/"),
            ):
                if w == 360 and who == "o":
                    continue
                ctx = br.new_context(viewport={"width": w, "height": 900})
                ctx.add_cookies([{"name": "sessionid", "value": sids[who], "url": base}])
                pg = ctx.new_page(); r = pg.goto(base + path)
                over = pg.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                say(name, w, r.status, "overflow", over)
                pg.screenshot(path=f"/tmp/w/att_{name}_{w}.png", full_page=True)
                if name == "list":
                    pg.fill("textarea", f"{certs[5].number};3\n{certs[0].number};2\n{certs[1].number};0\nFOUT-1\n{certs[6].number};3;Iemand Anders")
                    pg.click("main button[type=submit]"); pg.wait_for_load_state()
                    say("preview overflow", pg.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    pg.screenshot(path=f"/tmp/w/att_preview_{w}.png", full_page=True)
                if name == "add":
                    pg.fill("[name=day]", "2030-01-01") ; pg.click("main button[type=submit]"); pg.wait_for_load_state()
                    pg.screenshot(path=f"/tmp/w/att_adderr_{w}.png", full_page=True)
                ctx.close()
        br.close()
