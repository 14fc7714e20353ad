"""Some two hundred files that nobody should send: broken, hostile, or something else altogether."""

import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.register.grants import small_grant
from tests.register.tables import HEADINGS, ROW, as_csv, as_workbook, row

BadFile = tuple[str, bytes]
SEED = 20_261_124
GRANTS = json.dumps({"grants": [small_grant(id=f"g{n}") for n in range(3)]}).encode()
_TYPES = "[Content_Types].xml"
_SHEET = "xl/worksheets/sheet1.xml"


def bad_files() -> Iterator[BadFile]:
    """Each with a name that says what is wrong with it. The same every time."""
    yield from _as_json()
    yield from _as_text()
    yield from _as_workbook()
    yield from _something_else()


def _as_json() -> Iterator[BadFile]:
    grant = json.dumps(small_grant()).encode()
    for at in range(1, len(GRANTS), len(GRANTS) // 40):
        yield f"json cut at {at}", GRANTS[:at]
    deep = b"[" * 10_000
    for name, content in {
        "10,000 lists deep": deep,
        "10,000 lists deep and closed": deep + b"]" * 10_000,
        "10,000 lists deep in a grant": b'{"grants":[{"id":' + deep + b"]" * 10_000 + b"}]}",
        "10,000 groups deep": b'{"grants":[' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"]}",
        "amount with 5,000 digits": _grant(b"9" * 5_000),
        "amount 1e999": _grant(b"1e999"),
        "amount -1e999": _grant(b"-1e999"),
        "amount NaN": _grant(b"NaN"),
        "amount Infinity": _grant(b"Infinity"),
        "amount 0x10": _grant(b"0x10"),
        "amount 01": _grant(b"01"),
        "amount a list": _grant(b"[1]"),
        "amount a group": _grant(b'{"a":1}'),
        "amount null": _grant(b"null"),
        "amount true": _grant(b"true"),
        "a lone surrogate": _grant(b'"\\ud800"'),
        "surrogates as bytes": _grant(b'"\xed\xa0\x80"'),
        "a NUL in a text": _grant(b'"a\\u0000b"'),
        "a NUL as a byte": _grant(b'"a\0b"'),
        "the same field twice": b'{"grants":[' + grant[:-1] + b',"id":"other","id":[]}]}',
        "grants twice": b'{"grants":[1],"grants":[2]}',
        "grants a number": b'{"grants":1}',
        "grants a text": b'{"grants":"all"}',
        "grants a group": b'{"grants":{}}',
        "no grants": b'{"awards":[]}',
        "a list of numbers": b"[1,2,3]",
        "a list of nothing": b"[]",
        "a grant alone": grant,
        "grants that are lists": b'{"grants":[[],[[]],[{}]]}',
        "grants that are texts": b'{"grants":["a","b",""]}',
        "grants that are null": b'{"grants":[null,null]}',
        "empty grants": b'{"grants":[{},{}]}',
        "two files in one": GRANTS + GRANTS,
        "words after the end": GRANTS + b" and so on",
        "single quotes": GRANTS.replace(b'"', b"'"),
        "commas at the ends": GRANTS.replace(b"}]", b"},]"),
        "comments": b"/* grants */" + GRANTS,
        "no colons": GRANTS.replace(b":", b" "),
        "a very long name": b'{"grants":[{"' + b"a" * 2_000_000 + b'":1}]}',
        "a very long text": _grant(b'"' + b"a" * 5_000_000 + b'"'),
        "a text that does not end": b'{"grants":[{"id":"' + b"a" * 1_000_000,
        "100,000 fields": b'{"grants":[{'
        + b",".join(b'"f%d":1' % n for n in range(100_000))
        + b"}]}",
        "20,000 empty grants": b'{"grants":[' + b",".join([b"{}"] * 20_000) + b"]}",
        "UTF-16": GRANTS.decode().encode("utf-16"),
        "UTF-16 without its mark": GRANTS.decode().encode("utf-16-le"),
        "UTF-32": GRANTS.decode().encode("utf-32"),
        "a prototype": b'{"grants":[{"__proto__":{"id":1},"constructor":{}}]}',
    }.items():
        yield f"json: {name}", content
    random = Random(SEED)
    for number in range(20):
        broken = bytearray(GRANTS)
        for _ in range(20):
            broken[random.randrange(len(broken))] = random.randrange(256)
        yield f"json with twenty bytes changed, {number}", bytes(broken)


def _grant(amount: bytes) -> bytes:
    grant = json.dumps(small_grant(amountAwarded="@")).encode().replace(b'"@"', amount)
    return b'{"grants":[' + grant + b"]}"


def _as_text() -> Iterator[BadFile]:
    table = as_csv([ROW, ROW])
    for name, value in {
        "a formula": "=1+1", "a command": "=cmd|' /C calc'!A0", "a link": '=HYPERLINK("http://x","y")',
        "at": "@SUM(A1)", "plus": "+1+1", "minus": "-1+1", "a tab before": "\t=1+1",
        "a wide sign": "＝1+1", "HTML": "<script>alert(1)</script>", "SQL": "'; DROP TABLE x; --",
        "a template": "{{ 7*7 }}{% debug %}", "a path": "../../../../etc/passwd",
        "right to left": "\u202egnp.exe", "zero width": "\u200b" * 50, "many marks": "Z" + "\u0301" * 500,
        "a NUL": "a\0b", "a bell": "a\x07b", "64,000 signs": "x" * 64_000,
    }.items():  # fmt: skip
        yield f"csv with {name} as the amount", as_csv([row(amount=value)])
    headings = ",".join(HEADINGS).encode()
    for name, content in {
        "quote not closed": headings + b'\n"a,b\n' + table,
        "quotes everywhere": b'"""""""""""\n' * 50,
        "a lone quote": b'"',
        "headings alone": headings,
        "no line end": headings + b"\n" + b"a," * 9,
        "100,000 columns": b",".join([b"a"] * 100_000) + b"\n1",
        "100,000 separators": headings + b"\n" + b"," * 100_000,
        "a cell of 2 MB": headings + b"\n" + b"a" * 2_000_000,
        "a heading of 2 MB": b"a" * 2_000_000 + b",b\n1,2\n",
        "mixed line ends": table.replace(b"\r\n", b"\r") + table + table.replace(b"\r\n", b"\n"),
        "broken UTF-8": table.replace("é".encode(), b"\xc3"),
        "Windows-1252": table.decode().encode("cp1252"),
        "UTF-16 with its mark, cut": table.decode().encode("utf-16")[:-1],
        "UTF-16 without its mark": table.decode().encode("utf-16-le"),
        "UTF-16 the other way": table.decode().encode("utf-16-be"),
        "a mark alone": b"\xef\xbb\xbf",
        "another mark alone": b"\xff\xfe",
        "five marks": b"\xef\xbb\xbf" * 5 + table,
        "NULs between": b"\0".join(bytes([b]) for b in table),
        "the same heading everywhere": b",".join([b"Identifier"] * 10) + b"\n" + b",".join([b"a"] * 10),
        "headings that are numbers": b"1,2,3\n4,5,6\n",
        "a list place beyond all": b"Recipient Org:999999999999:Name,Identifier\na,b\n",
        "a place that is no number": b"Recipient Org:-1:Name,Recipient Org:x:Name\na,b\n",
        "a path of a thousand steps": b":".join([b"Recipient Org"] * 1_000) + b",Identifier\na,b\n",
        "a separator nobody uses": table.replace(b",", b"^"),
        "blanks": b" " * 10_000,
        "line ends": b"\n" * 10_000,
        "a thousand short rows": headings + b"\nx" * 1_000,
        "dates that are none": as_csv([row(date="31/31/31")]),
        "an amount in words": as_csv([row(amount="plenty")]),
    }.items():  # fmt: skip
        yield f"csv: {name}", content


def _as_workbook() -> Iterator[BadFile]:
    book = as_workbook([ROW])
    for part in range(1, 16):
        yield f"workbook cut at {part}/16", book[: len(book) * part // 16]
    members = {name: zipfile.ZipFile(io.BytesIO(book)).read(name) for name in
               zipfile.ZipFile(io.BytesIO(book)).namelist()}  # fmt: skip
    for name in members:
        yield f"workbook without {name}", _zip({k: v for k, v in members.items() if k != name})
        yield f"workbook with nothing in {name}", _zip({**members, name: b""})
    sheet = members[_SHEET]
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(20)
    )
    body = sheet[sheet.index(b"<worksheet") :]
    for name, content in {
        "a billion laughs": b"<!DOCTYPE x [" + laughs + b"]>" + body.replace(b"Tools", b"&l19;"),
        "an entity from a file": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        + body.replace(b"<sheetData>", b"<sheetData>&e;"),
        "a document type elsewhere": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">' + body,
        "a parameter entity": b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/">%p;]>'
        + body,
        "tags not closed": body[: len(body) // 2],
        "no sheet data": b"<worksheet/>",
        "another root": b"<html><body>hello</body></html>",
        "10,000 tags deep": b"<a>" * 10_000,
        "a cell at ZZZZZZ1": body.replace(b'r="B1"', b'r="ZZZZZZ1"'),
        "a row beyond all": body.replace(b'r="1"', b'r="99999999999"', 1),
        "a cell of no place": body.replace(b'r="B1"', b'r="!!"'),
        "a shared text that is not there": body.replace(b"<v>0</v>", b"<v>999999</v>"),
        "a shared text at -1": body.replace(b"<v>0</v>", b"<v>-1</v>"),
        "50 MB of blanks": body.replace(b"<sheetData>", b" " * 50_000_000 + b"<sheetData>"),
        "broken UTF-8": body.replace(b"Identifier", b"\xff\xfe"),
    }.items():
        yield f"workbook with {name}", _zip({**members, _SHEET: content})
    bomb = b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * 100
    yield "workbook that unpacks to 3 GB", _bomb(members, bomb)
    for name, more in {
        "a member outside": {"../../../../tmp/evil": b"x"},
        "an absolute member": {"/etc/cron.d/evil": b"x"},
        "a macro": {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100},
        "a thousand members": {f"xl/{n}": b"" for n in range(1_000)},
    }.items():
        yield f"workbook with {name}, and nothing to read", _zip(more)
    rels = members["xl/_rels/workbook.xml.rels"]
    for name, target in {
        "elsewhere": b"http://127.0.0.1:1/sheet.xml",
        "outside": b"../../../etc/passwd",
        "itself": b"workbook.xml",
    }.items():
        changed = re.sub(rb"/?(xl/)?worksheets/sheet1\.xml", target, rels)
        yield (
            f"workbook whose sheet lies {name}",
            _zip({**members, "xl/_rels/workbook.xml.rels": changed}),
        )
    yield (
        "workbook with a wrong checksum",
        book.replace(b"PK\x01\x02", b"PK\x01\x02", 1)[:-30] + b"\0" * 30,
    )


def _zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def _bomb(members: dict[str, bytes], piece: bytes) -> bytes:
    """A sheet that says of itself that it is larger than it may be: three gigabytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, piece * 4_000 if name == _SHEET else content)
    content = bytearray(file.getvalue())
    at = content.index(b"PK\x01\x02")
    while _SHEET.encode() not in content[at : at + 46 + len(_SHEET)]:
        at = content.index(b"PK\x01\x02", at + 1)
    content[at + 24 : at + 28] = (3 * 1024**3).to_bytes(4, "little")
    return bytes(content)


def _something_else() -> Iterator[BadFile]:
    png = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
    table = as_csv([ROW])
    everything: dict[str, Any] = {
        "nothing": b"",
        "one NUL": b"\0",
        "a megabyte of NULs": b"\0" * 1_000_000,
        "a megabyte of anything": Random(SEED).randbytes(1_000_000),
        "a PDF": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF",
        "a PDF and a zip": b"%PDF-1.7\n" + as_workbook([ROW]),
        "a GIF and JSON": b"GIF89a" + GRANTS,
        "a picture and CSV": png + table,
        "a web page": b"<!doctype html><title>Sign in</title>",
        "a web page and CSV": b"<html>\n" + table,
        "XML": b'<?xml version="1.0"?><grants/>',
        "an old spreadsheet": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "compressed JSON": gzip.compress(GRANTS),
        "a tar": b"grants.json" + b"\0" * 500 + b"ustar" + b"\0" * 500,
        "a program": b"\x7fELF\x02\x01\x01" + b"\0" * 500,
        "another program": b"MZ" + b"\0" * 500,
        "a script": b"#!/bin/sh\nrm -rf /\n",
        "a zip of CSV": _zip({"grants.csv": table}),
        "a zip in a zip": _zip({"a.zip": _zip({"b.zip": _zip({"c": b"x" * 100_000})})}),
        "an empty zip": _zip({}),
        "the first bytes of a zip": b"PK\x03\x04",
        "the last bytes of a zip": b"PK\x05\x06" + b"\0" * 18,
        "JSON lines": b"\n".join(json.dumps(small_grant(id=str(n))).encode() for n in range(3)),
        "YAML": b"grants:\n  - id: a\n    title: b\n",
        "an e-mail": b"From: a@example.org\r\nTo: b@example.org\r\n\r\nSee attached.\r\n",
        "a photograph": b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 500,
    }
    yield from everything.items()
