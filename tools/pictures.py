"""Pictures of every main page as each role, at 1280 and 320 px, from a fresh demonstration.

They go into var/pictures/; with --readme those of the README into docs/pictures/ as well.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

WIDTHS = (1280, 320)
VISITOR = ""
MANAGER, CHAIR = "Marian Thistlewood", "Councillor Edwin Larkham"
FINANCE, AUDITOR, KEEPER = "Desmond Okoro-Hale", "Philomena Crake", "Alban Wren"
#: The pictures that the README shows.
README = ("call", "section", "score", "ranking", "awards", "report")


Picture = tuple[str, str, str]


def _where() -> list[Picture]:
    """(person, name, address) of each picture, from what the demonstration holds."""
    import django

    django.setup()
    from allotment.fund.models import Call

    calls = {call.state: call for call in Call.objects.select_related("funder")}
    return [
        *_of_visitors(calls), *_of_entrants(calls), *_of_managers(calls), *_of_judges(calls),
        *_of_money_and_keepers(calls), *_of_reports(),
    ]  # fmt: skip


def _of_visitors(calls: dict[str, Any]) -> list[Picture]:
    from allotment.register.models import Award, Party

    award = Award.objects.select_related("funder", "recipient").exclude(recipient=None)[0]
    assert award.recipient is not None
    funder = award.funder.key
    other = Party.objects.filter(given_count__gt=0).exclude(key=funder).order_by("pk")[0].key
    return [
        (VISITOR, name, address)
        for name, address in (
            ("home", "/"), ("demonstration", "/demonstration/"),
            ("ideas", "/sections/ideas-and-funding/"), ("what-works", "/sections/what-works/"),
            ("calls", "/calls/"),
            ("call", f"/calls/{calls['open'].key}/"),
            ("call-decided", f"/calls/{calls['decided'].key}/"),
            ("awards", "/register/"), ("award", f"/register/awards/{award.key}/"),
            ("awards-narrowed", "/register/?q=garden&sort=-amount"),
            ("funders", "/register/funders/"), ("funder", f"/register/funders/{funder}/"),
            ("compare", f"/register/compare/?one={funder}&other={other}"),
            ("embedded", f"/embed/funders/{funder}/by-year/"),
            ("recipients", "/register/recipients/"),
            ("open-data-of-funder", f"/open-data/funders/{funder}/"),
            ("recovery", "/organisations/recovery/"),
            ("recipient", f"/register/recipients/{award.recipient.key}/"),
            ("open-data", "/open-data/"), ("standard", "/open-data/standard/"),
            ("search", "/search/?q=garden"), ("sign-in", "/account/login/"),
            ("sign-up", "/account/signup/"), ("not-found", "/no-such-page/"),
            ("privacy", "/privacy/"), ("accessibility", "/accessibility/"),
            ("components", "/components/"),
        )
    ]  # fmt: skip


def _of_entrants(calls: dict[str, Any]) -> list[Picture]:
    from allotment.fund.models import Award, Entry

    opened = calls["open"]
    sent = Entry.objects.filter(call=opened, owner__isnull=False, state="submitted")[0]
    drafts = Entry.objects.filter(call=opened, owner__isnull=False, state="draft")
    offered = Award.objects.select_related("entry__owner").filter(state="offered")
    owner, at = str(sent.owner.name), f"/entries/{sent.key}/"
    section = opened.sections.order_by("position")[0].key
    files = opened.questions.filter(kind="file").values_list("section__key", flat=True)
    pages = [
        (owner, "entrant-tasks", "/tasks/"), (owner, "entries", "/entries/"), (owner, "entry", at),
        (owner, "enter", f"/calls/{opened.key}/enter/"), (owner, "ask", f"/calls/{opened.key}/ask/"),
        (owner, "section", f"{at}section/{section}/"), (owner, "check", f"{at}check/"),
        (owner, "receipt", f"{at}receipt/"), (owner, "withdraw", f"{at}withdraw/"),
        (owner, "messages", "/messages/"), (owner, "account", "/account/"),
        (owner, "organisations", "/organisations/"), (owner, "sessions", "/account/sessions/"),
        (owner, "message-choices", "/messages/choices/"), (owner, "mails", "/messages/mail/"),
        (owner, "data", "/account/data/"), (owner, "looks", "/account/data/looks/"),
        (owner, "api-keys", "/open-data/keys/"),
        *((owner, "section-with-file", f"{at}section/{key}/") for key in files[:1]),
        *((str(e.owner.name), "draft", f"/entries/{e.key}/") for e in drafts[:1]),
        *((str(e.owner.name), "draft-tasks", "/tasks/") for e in drafts[:1]),
    ]  # fmt: skip
    for award in offered[:1]:
        entry, name = award.entry, str(award.entry.owner.name)
        at = f"/entries/{entry.key}/"
        pages += [
            (name, "offer", f"{at}offer/{award.key}/"), (name, "offer-tasks", "/tasks/"),
            (name, "entry-offered", at),
        ]  # fmt: skip
    return pages


def _of_managers(calls: dict[str, Any]) -> list[Picture]:
    from allotment.fund.models import Clarification, Entry

    draft, opened, closed, deciding, decided = (
        f"/manage/{calls[state].key}/"
        for state in ("draft", "open", "closed", "deciding", "decided")
    )
    section = calls["draft"].sections.order_by("position")[0].key
    unscreened = Entry.objects.filter(call=calls["closed"], state="submitted")
    unassigned = Entry.objects.filter(call=calls["closed"], state="eligible")
    asked = Clarification.objects.filter(call=calls["open"], answered_at=None)
    return [
        (MANAGER, name, address)
        for name, address in (
            ("manager-tasks", "/tasks/"), ("managed-calls", "/manage/"), ("new-call", "/manage/new/"),
            ("managed-draft", draft), ("form", f"{draft}form/"), ("rules", f"{draft}rules/"),
            ("moments", f"{draft}moments/"), ("publish", f"{draft}open/"),
            ("kinds", f"{draft}form/sections/{section}/add/"),
            ("question", f"{draft}form/sections/{section}/add/?kind=choice"),
            ("preview", f"{draft}form/sections/{section}/try/"),
            ("managed-open", opened), ("amend", f"{opened}amend/"), ("extend", f"{opened}extend/"),
            ("paper", f"{opened}paper/"), ("questions-asked", f"{opened}questions-asked/"),
            *(("answer", f"{opened}questions-asked/{each.key}/") for each in asked[:1]),
            ("managed-closed", closed), ("received-entries", f"{closed}entries/"),
            ("assignments", f"{closed}assignments/"), ("to-board", f"{closed}to-board/"),
            *(("received-to-screen", f"/received/{each.key}/") for each in unscreened[:1]),
            *(("received-to-assign", f"/received/{each.key}/") for each in unassigned[:1]),
            ("managed-deciding", deciding), ("letters", f"{deciding}letters/"),
            ("letter-wordings", f"{deciding}letters/texts/"),
            ("close-decisions", f"{deciding}close-decisions/"), ("managed-decided", decided),
            ("disclosure", f"{decided}disclosure/"),
            ("letters-sent", f"{decided}letters/sent/"), ("call-awards", f"{decided}awards/"),
        )
    ]  # fmt: skip


def _of_judges(calls: dict[str, Any]) -> list[Picture]:
    from allotment.fund.models import Assignment

    _decide_the_best(calls["deciding"])
    deciding = calls["deciding"]
    judged = deciding.entries.filter(state="eligible").order_by("pk")[0]
    pages = [
        (CHAIR, "board-tasks", "/tasks/"), (CHAIR, "ranking", f"/manage/{deciding.key}/ranking/"),
        (CHAIR, "received-entry", f"/received/{judged.key}/"),
        (CHAIR, "decide", f"/received/{judged.key}/decide/"),
        (CHAIR, "conflict", f"/received/{judged.key}/conflict/"),
    ]  # fmt: skip
    for state, name in (("assigned", "declare"), ("reading", "score"), ("submitted", "scored")):
        sheet = Assignment.objects.filter(state=state).order_by("pk").first()
        if sheet is not None:
            pages.append((str(sheet.assessor.name), name, f"/assess/{sheet.key}/"))
    assessor, _name, address = pages[-1]
    return [
        *pages,
        (assessor, "step-back", f"{address}step-back/"),
        (assessor, "assessor-tasks", "/tasks/"),
        (assessor, "work", "/assess/"),
    ]


def _decide_the_best(call: Any) -> None:
    """Let the board decide one entry, so that there is a decision and a letter to look at."""
    from allotment.fund.domain.moves import Outcome
    from allotment.fund.queries.assessment import ranked_list
    from allotment.fund.services import decisions
    from allotment.kernel.people.models import User

    best = call.entries.get(key=ranked_list(call).entries[0].key)
    decisions.decide(
        entry=best, by=User.objects.get(name=CHAIR), outcome=Outcome.FUND, amount=best.asked,
        pot=call.pots.all()[0], reason="Two chairs, two people, one street: cheap and easy to copy.",
    )  # fmt: skip


def _of_money_and_keepers(calls: dict[str, Any]) -> list[Picture]:
    from allotment.money.models import Commitment

    pot, funder = calls["open"].pots.all()[0], calls["open"].funder
    administrator = str(
        funder.memberships.filter(role="organisations.administrator", ended_at=None)[0].person.name
    )
    unpaid = Commitment.objects.filter(pot=pot, outstanding__gt=0)
    return [
        (FINANCE, "finance-tasks", "/tasks/"), (FINANCE, "pots", "/pots/"),
        (FINANCE, "pot", f"/pots/{pot.key}/"), (FINANCE, "ledger", f"/pots/{pot.key}/ledger/"),
        (FINANCE, "open-pot", f"/pots/open/{funder.key}/"),
        (FINANCE, "put-in", f"/pots/{pot.key}/put-in/"),
        *((FINANCE, "pay", f"/pots/commitments/{each.key}/pay/") for each in unpaid[:1]),
        (AUDITOR, "auditor-tasks", "/tasks/"),
        (AUDITOR, "auditor-call", f"/manage/{calls['decided'].key}/"),
        (AUDITOR, "auditor-ranking", f"/manage/{calls['deciding'].key}/ranking/"),
        (AUDITOR, "people", f"/organisations/{funder.key}/"),
        *((administrator, name, f"/organisations/{funder.key}/{at}/") for name, at in (
            ("domains", "domains"), ("joiners-and-leavers", "joiners-and-leavers"),
            ("history", "history"),
        )),
        (KEEPER, "keeper-tasks", "/tasks/"), (KEEPER, "jobs", "/jobs/"),
        (KEEPER, "all-organisations", "/organisations/all/"),
        (KEEPER, "organisations-alike", "/organisations/all/alike/"),
        (KEEPER, "mail-domains", "/organisations/all/domains/"),
        (KEEPER, "import", "/register/import/"), (KEEPER, "imports", "/register/imports/"),
        (KEEPER, "awards-alike", "/register/alike/"), (KEEPER, "merged", "/register/merged/"),
        (KEEPER, "all-mails", "/messages/mail/all/"),
        (KEEPER, "retention", "/privacy/how-long/"),
    ]  # fmt: skip


def _of_reports() -> list[Picture]:
    from allotment.evidence.models import Analysis, Edition, Review

    published = Edition.objects.select_related("analysis").order_by("pk")[0].analysis.key
    edited = Analysis.objects.filter(editions=None).order_by("pk")[0]
    asked = Review.objects.select_related("reviewer").filter(answered_at=None)
    at = f"/analyses/{edited.key}/"
    return [
        (VISITOR, "reports", "/reports/"), (VISITOR, "report", f"/reports/{published}/"),
        *(
            (MANAGER, name, address)
            for name, address in (
                ("analyses", "/analyses/"), ("new-analysis", "/analyses/new/"),
                ("new-analysis-of-file", "/analyses/new/file/"),
                ("new-analysis-of-awards", "/analyses/new/awards/"),
                ("analysis", at), ("themes", f"{at}themes/"), ("merge-themes", f"{at}themes/merge/"),
                ("labels", f"{at}labels/"), ("labels-of-row", f"{at}labels/0/"),
                ("readings", f"{at}readings/?text=shop"), ("foreword", f"{at}front/"),
                ("report-pictures", f"{at}pictures/"), ("report-preview", f"{at}preview/"),
                ("review", f"{at}review/"), ("ask-for-review", f"{at}review/ask/"),
                ("publish-report", f"{at}publish/"), ("versions", f"{at}versions/"),
                ("beside", f"{at}beside/{published}/"),
                ("take-back", f"/analyses/{published}/versions/1/take-back/"),
            )
        ),
        *((str(each.reviewer.name), "reviewer-tasks", "/tasks/") for each in asked[:1]),
        *((str(each.reviewer.name), "answer-review", f"{at}review/answer/") for each in asked[:1]),
    ]  # fmt: skip


def _serve(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    allotment = [sys.executable, "-m", "allotment.cli"]
    for verb in ("init", "demo"):
        subprocess.run([*allotment, verb], env=environment, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*allotment, "worker", "--until-empty"], env=environment, check=True)
    return subprocess.Popen([*allotment, "run", "--no-worker"], env=environment)


def _wait(port: int) -> None:
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(1.5)
                return
        time.sleep(0.1)
    sys.exit("The server did not start.")


def _take(port: int, pages: list[Picture], target: Path) -> None:
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"
    arguments = ["--disable-gpu", "--disable-background-networking"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for width in WIDTHS:
            for person in dict.fromkeys(p for p, _name, _at in pages):
                context = browser.new_context(
                    base_url=f"http://127.0.0.1:{port}",
                    viewport={"width": width, "height": 900},
                    java_script_enabled=width > 400,
                )
                page = context.new_page()
                if person:
                    page.goto("/demonstration/")
                    page.get_by_role("button", name=f"Sign in as {person}").first.click()
                for _person, name, address in (p for p in pages if p[0] == person):
                    answer = page.goto(address)
                    if answer is None or (answer.status >= 400 and name != "not-found"):
                        sys.exit(f"{name}: {address} answers {answer and answer.status}")
                    page.screenshot(path=str(target / f"{name}-{width}.png"), full_page=True)
                context.close()
        browser.close()


def main() -> int:
    target = ROOT / "var" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="allotment-pictures-") as home:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        os.environ |= {"ALLOTMENT_HOME": home, "ALLOTMENT_DEMO": "1", "PORT": str(port),
                       "DJANGO_SETTINGS_MODULE": "allotment.config.settings"}  # fmt: skip
        server = _serve(dict(os.environ))
        try:
            _wait(port)
            pages = _where()
            _take(port, pages, target)
        finally:
            server.terminate()
            server.wait(timeout=20)
    print(f"{len(pages) * len(WIDTHS)} pictures in {target}")
    if "--readme" in sys.argv:
        kept = ROOT / "docs" / "pictures"
        kept.mkdir(parents=True, exist_ok=True)
        for name in README:
            _crop(target / f"{name}-1280.png", kept / f"{name}.png")
    return 0


def _crop(source: Path, target: Path) -> None:
    """The top of a picture, small enough for a page of text."""
    from PIL import Image

    with Image.open(source) as whole:
        top = whole.crop((0, 0, whole.width, min(whole.height, 1100)))
        top.resize((960, round(top.height * 0.75))).quantize(64).save(target, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
