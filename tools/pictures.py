"""Pictures of every main page as each role, at 1280 and 320 px, from a fresh demonstration.

They go into var/pictures/; with --readme the five of the README into docs/pictures/ as well.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

WIDTHS = (1280, 320)
VISITOR = ""
MANAGER, CHAIR = "Marian Thistlewood", "Councillor Edwin Larkham"
FINANCE, AUDITOR, KEEPER = "Desmond Okoro-Hale", "Philomena Crake", "Alban Wren"
#: The pictures that the README shows.
README = ("call", "section", "score", "ranking", "awards")


def _where() -> list[tuple[str, str, str]]:
    """(person, name, address) of each picture, from what the demonstration holds."""
    import django

    django.setup()
    from allotment.fund.models import Assignment, Call, Entry

    draft, opened, closed, deciding, decided = (
        Call.objects.get(state=s) for s in ("draft", "open", "closed", "deciding", "decided")
    )
    writing = Entry.objects.filter(call=opened, owner__isnull=False).order_by("pk")[0]
    sheet = Assignment.objects.filter(state="reading").order_by("pk").first()
    judged = Entry.objects.filter(call=deciding, state="eligible").order_by("pk")[0]
    owner, section = str(writing.owner.name), opened.sections.order_by("position")[0].key
    manage = "/manage/"
    pages = [
        (VISITOR, "home", "/"), (VISITOR, "demonstration", "/demonstration/"),
        (VISITOR, "calls", "/calls/"), (VISITOR, "call", f"/calls/{opened.key}/"),
        (VISITOR, "call-decided", f"/calls/{decided.key}/"),
        (VISITOR, "awards", "/register/"), (VISITOR, "open-data", "/open-data/"),
        (VISITOR, "standard", "/open-data/standard/"), (VISITOR, "search", "/search/?q=garden"),
        (VISITOR, "sign-in", "/account/login/"), (VISITOR, "sign-up", "/account/signup/"),
        (VISITOR, "not-found", "/no-such-page/"), (VISITOR, "components", "/components/"),
        (owner, "entrant-tasks", "/tasks/"), (owner, "entries", "/entries/"),
        (owner, "entry", f"/entries/{writing.key}/"),
        (owner, "section", f"/entries/{writing.key}/section/{section}/"),
        (owner, "check", f"/entries/{writing.key}/check/"),
        (owner, "messages", "/messages/"), (owner, "account", "/account/"),
        (owner, "organisations", "/organisations/"),
        (MANAGER, "manager-tasks", "/tasks/"), (MANAGER, "managed-calls", manage),
        (MANAGER, "managed-draft", f"{manage}{draft.key}/"),
        (MANAGER, "form", f"{manage}{draft.key}/form/"),
        (MANAGER, "rules", f"{manage}{draft.key}/rules/"),
        (MANAGER, "moments", f"{manage}{draft.key}/moments/"),
        (MANAGER, "managed-open", f"{manage}{opened.key}/"),
        (MANAGER, "questions-asked", f"{manage}{opened.key}/questions-asked/"),
        (MANAGER, "received-entries", f"{manage}{closed.key}/entries/"),
        (MANAGER, "received-entry", f"/received/{judged.key}/"),
        (MANAGER, "letters", f"{manage}{deciding.key}/letters/"),
        (CHAIR, "ranking", f"{manage}{deciding.key}/ranking/"),
        (CHAIR, "decide", f"/received/{judged.key}/decide/"),
        (FINANCE, "pots", "/pots/"), (AUDITOR, "auditor-call", f"{manage}{decided.key}/"),
        (KEEPER, "jobs", "/jobs/"),
    ]  # fmt: skip
    pot = opened.pots.all()[0]
    pages.append((FINANCE, "pot", f"/pots/{pot.key}/"))
    if sheet is not None:
        assessor = str(sheet.assessor.name)
        pages += [(assessor, "work", "/assess/"), (assessor, "score", f"/assess/{sheet.key}/")]
    return pages


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


def _take(port: int, pages: list[tuple[str, str, str]], target: Path) -> None:
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
                    page.get_by_role("button", name=f"Be {person}").first.click()
                for _person, name, address in (p for p in pages if p[0] == person):
                    page.goto(address)
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
