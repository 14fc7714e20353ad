"""The public home, cold: at most 100 kB over the wire, everything that the page loads included."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request

from bench.ground import own_home, table, verdict

MOST = 100_000


def fetch(address: str) -> tuple[int, bytes]:
    """Bytes of body as they come over the wire, compressed, and the body itself."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "br, gzip"})
    with urllib.request.urlopen(request) as answer:
        raw = answer.read()
        coding = answer.headers.get("Content-Encoding", "")
    if coding == "br":
        import brotli

        return len(raw), bytes(brotli.decompress(raw))
    if coding == "gzip":
        import gzip

        return len(raw), gzip.decompress(raw)
    return len(raw), raw


def main() -> int:
    own_home()
    os.environ["ALLOTMENT_DEMO"] = "1"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    os.environ["PORT"] = str(port)
    for verb in ("init", "demo"):
        subprocess.run(
            [sys.executable, "-m", "allotment.cli", verb], check=True, stdout=subprocess.DEVNULL
        )
    server = subprocess.Popen([sys.executable, "-m", "allotment.cli", "run", "--no-worker"])
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        time.sleep(1)
        size, page = fetch(base + "/")
        rows = [["/", size]]
        loaded = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page))
        for each in sorted(loaded):
            size, body = fetch(base + each.decode())
            rows.append([each.decode(), size])
            if each.endswith(b".css"):
                fonts = set(re.findall(rb'url\("?([^")]+\.woff2)', body))
                for font in fonts:
                    address = each.rsplit(b"/", 1)[0] + b"/" + font
                    if address not in loaded:
                        rows.append([address.decode(), fetch(base + address.decode())[0]])
    finally:
        server.terminate()
        server.wait(timeout=20)
    total = sum(int(size) for _name, size in rows)
    table(["what", "bytes"], [*rows, ["**together**", f"**{total:,}** {verdict(total <= MOST)}"]])
    return 0 if total <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
