"""Files made to mislead or to exhaust whoever opens them: each has its code, and the next file is read."""

from __future__ import annotations

import io
import json
import os
import random
import re
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from pipeline.model.prefill import Prefill
from pipeline.render.word_form import word_form
from pipeline.render.workbook import workbook
from pipeline.rulebook.library import Library
from pipeline.rulebook.sample import sample
from pipeline.storage.library import load

ROOT = Path(__file__).parents[2]
SAME_PATH = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), *filter(None, sys.path[1:])))}
MORE = 50 << 10  # kilobytes by which the command may grow, whatever is dropped
NEXT = 30  # seconds until the next good file has been read
PATIENT, HASTY = (
    20,
    4,
)  # seconds for one file: what the product gives, and enough to see that it is held to them
ENDLESS = {"shared-string bomb"}
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ANSWERS, TEXTS, BOOK, DOCUMENT = (
    "xl/worksheets/sheet2.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "word/document.xml",
)
WRITER = "Sam Sample"
Parts = dict[str, bytes]
Made = Callable[[], bytes]


@cache
def library() -> Library:
    return load(ROOT / "schemas", ROOT / "templates")


@cache
def contribution(name: str = "") -> bytes:
    """A contribution as a workbook, with every question answered; ``name`` in place of its writer's."""
    form = library().forms["contribution"]
    answers = sample(form)
    answers["about"]["name"] = name or answers["about"]["name"]
    return workbook(form, library().words_in("en"), Prefill(case="CP-2026-014", answers=answers))


@cache
def minutes() -> bytes:
    form = library().forms["minutes"]
    return word_form(form, library().words_in("en"), Prefill(case="CP-2026-014", answers=sample(form)))


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(part: str, old: str, new: bytes, whole: Callable[[], bytes] = contribution) -> bytes:
    """A good file with one piece of one part replaced once."""
    parts = parts_of(whole())
    found = re.search(old.encode(), parts[part], re.DOTALL)
    assert found, (part, old)
    parts[part] = parts[part][: found.start()] + new + parts[part][found.end() :]
    return packed(parts)


def added(name: str, content: bytes, whole: Callable[[], bytes] = contribution) -> bytes:
    return packed({**parts_of(whole()), name: content})


def cell(xml: bytes) -> bytes:
    """The contribution with other XML for the cell of its writer's role."""
    return changed(ANSWERS, '<c r="C9"[^>]*>.*?</c>', xml)


def related(kind: str, target: str, outside: bool = False) -> bytes:
    mode = ' TargetMode="External"' if outside else ""
    entry = f'<Relationship Id="x" Type="{KINDS}/{kind}" Target="{target}"{mode}/></Relationships>'
    return changed("xl/_rels/workbook.xml.rels", "</Relationships>", entry.encode())


def nested_zip_bomb() -> bytes:
    """A bomb as they are passed around: packed folders in packed folders."""
    inner = packed({"0": bytes(50_000_000)})
    for level in range(4):
        inner = packed({f"{level}-{number}.zip": inner for number in range(8)})
    return inner


def overlapping_bomb() -> bytes:
    """Many entries that all point to the same packed bytes."""
    whole = bytearray(packed({"a": bytes(20_000_000)}))
    start = whole.index(b"PK\1\2")
    end = whole.index(b"PK\5\6")
    directory = bytes(whole[start:end])
    entries = b"".join(directory[:46] + bytes([65 + at]) for at in range(26))
    count = (26).to_bytes(2, "little")
    tail = whole[end:]
    tail[8:10] = tail[10:12] = count
    tail[12:16] = len(entries).to_bytes(4, "little")
    return bytes(whole[:start]) + entries + bytes(tail)


def twice_named() -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")
        for name, content in parts_of(contribution()).items():
            archive.writestr(name, content)
        archive.writestr(ANSWERS, parts_of(contribution("Jo Placeholder"))[ANSWERS])
    return out.getvalue()


def million_rows(written: bool) -> bytes:
    rows = (
        f'<row r="{n}"><c r="B{n}" s="1"{">" if written else "/>"}{"<v>1</v></c>" if written else ""}</row>'
        for n in range(1000, 100_000 if written else 1_000_000)
    )
    return changed(ANSWERS, "</sheetData>", "".join(rows).encode() + b"</sheetData>")


def many_cells_of_one_text() -> bytes:
    """Two megabytes of text that fifty thousand cells point to: a hundred gigabytes, unfolded."""
    parts = parts_of(contribution())
    parts[TEXTS] = parts[TEXTS].replace(b"</sst>", b"<si><t>" + b"Robin " * 350_000 + b"</t></si></sst>")
    number = parts[TEXTS].count(b"<si>") - 1
    rows = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{c}{n}" t="s"><v>{number}</v></c>' for c in "BCDEFGHIJK")
        + "</row>"
        for n in range(20, 5_020)
    )
    parts[ANSWERS] = parts[ANSWERS].replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    return packed(parts)


def noise(size: int) -> str:
    """Letters that do not pack well."""
    return random.Random(1).randbytes(size // 2).hex()


def big_note(size: int, wild: bool) -> bytes:
    text = noise(size) if wild else "x" * size
    note = f'<comments xmlns="{SHEETS}"><authors/><commentList><comment ref="C5" authorId="0"><text><t>{text}'
    parts = parts_of(contribution())
    parts["xl/comments1.xml"] = f"{note}</t></text></comment></commentList></comments>".encode()
    parts["xl/worksheets/_rels/sheet2.xml.rels"] = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="n" Type="{KINDS}/comments" '
        'Target="../comments1.xml"/></Relationships>'
    ).encode()
    return packed(parts)


SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (n, b"&%c;" % (n - 1) * 10) for n in b"bcdefghij")
    + b"]>"
)


def with_doctype(part: str, doctype: bytes, whole: Callable[[], bytes]) -> bytes:
    parts = parts_of(whole())
    head, _, rest = parts[part].partition(b"?>")
    return packed({**parts, part: head + b"?>" + doctype + rest})


def outside(url: str) -> bytes:
    return f'<!DOCTYPE x [<!ENTITY a SYSTEM "{url}">]>'.encode()


def with_macro() -> bytes:
    kind = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    parts = parts_of(changed("[Content_Types].xml", "</Types>", kind))
    return packed({**parts, "xl/vbaProject.bin": b"Shell"})


def as_json(**about: object) -> bytes:
    answers = sample(library().forms["contribution"])
    answers["about"].update(about)
    return json.dumps({"form": "contribution", "version": 1, **answers}).encode()


# What each file gets. "" is a form that is taken for what it says, and says nothing that is wrong.
FILES: Mapping[str, tuple[str, Made]] = {
    "zip bomb, one part": ("file-too-large", lambda: added("xl/media/a.bin", bytes(400_000_000))),
    "zip bomb, nested": ("file-packed", nested_zip_bomb),
    "zip bomb, overlapping": ("file-damaged", overlapping_bomb),
    "zip bomb, many parts": (
        "file-too-large",
        lambda: packed({**parts_of(contribution()), **{f"xl/{n}": b"" for n in range(5000)}}),
    ),
    "billion laughs, workbook": ("file-unsafe", lambda: with_doctype(TEXTS, LAUGHS, contribution)),
    "billion laughs, document": ("file-unsafe", lambda: with_doctype(DOCUMENT, LAUGHS, minutes)),
    "entity, a file": (
        "file-unsafe",
        lambda: with_doctype(TEXTS, outside("file:///etc/passwd"), contribution),
    ),
    "entity, an address": (
        "file-unsafe",
        lambda: with_doctype(DOCUMENT, outside("http://127.0.0.1:9/x"), minutes),
    ),
    "entity, a parameter": (
        "file-unsafe",
        lambda: with_doctype(
            BOOK, b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>', contribution
        ),
    ),
    "huge merge": (
        "",
        lambda: changed(
            ANSWERS,
            "</sheetData>",
            b'</sheetData><mergeCells count="1"><mergeCell ref="E20:XFD1048576"/></mergeCells>',
        ),
    ),
    "a million merges": (
        "file-too-large",
        lambda: changed(
            ANSWERS,
            "</sheetData>",
            b"</sheetData><mergeCells>" + b'<mergeCell ref="E20:F21"/>' * 2_000_000 + b"</mergeCells>",
        ),
    ),
    "a million empty rows": ("", lambda: million_rows(written=False)),
    "written rows far below": ("written-far-away", lambda: million_rows(written=True)),
    "one cell in the last row": (
        "written-far-away",
        lambda: changed(
            ANSWERS,
            "</sheetData>",
            b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>Hm</t></is></c></row></sheetData>',
        ),
    ),
    "a size that is a lie": (
        "",
        lambda: changed(ANSWERS, '<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"'),
    ),
    "shared-string bomb": ("file-unreadable", many_cells_of_one_text),
    "40 MB note, all one letter": ("file-too-large", lambda: big_note(40_000_000, wild=False)),
    "40 MB note": ("file-too-large", lambda: big_note(40_000_000, wild=True)),
    "12 MB note": ("file-unreadable", lambda: big_note(12_000_000, wild=True)),
    "6 MB note": ("file-unreadable", lambda: big_note(6_000_000, wild=True)),
    "40 MB comment in the XML": (
        "file-too-large",
        lambda: changed(ANSWERS, "<sheetData>", b"<!--" + b"x" * 40_000_000 + b"--><sheetData>"),
    ),
    "formula without a value": ("formula-without-result", lambda: cell(b'<c r="C9"><f>1+1</f></c>')),
    "formula that calls a program": (
        "formula-without-result",
        lambda: cell(b"<c r=\"C9\"><f>cmd|' /c calc'!A0</f></c>"),
    ),
    "error in a cell": ("error-in-cell", lambda: cell(b'<c r="C9" t="e"><f>B1/0</f><v>#DIV/0!</v></c>')),
    "two parts of one name": ("file-unsafe", twice_named),
    "a name that climbs": ("file-unsafe", lambda: added("../../etc/cron.d/x", b"x")),
    "a name from the top": ("file-unsafe", lambda: added("/etc/cron.d/x", b"x")),
    "a name of a drive": ("file-unsafe", lambda: added("C:x", b"x")),
    "a name with a back stroke": ("file-unsafe", lambda: added("xl\\worksheets\\sheet2.xml", b"x")),
    "a link to another workbook": ("file-linked", lambda: related("externalLink", "externalLinks/1.xml")),
    "a connection to a database": ("file-linked", lambda: related("connections", "connections.xml")),
    "an object from elsewhere": (
        "file-linked",
        lambda: related("oleObject", "http://127.0.0.1:9/x", outside=True),
    ),
    "a macro": ("file-has-macros", with_macro),
    "a drawing with a script": (
        "",
        lambda: added("xl/media/a.svg", b'<svg onload="alert(1)"><image href="file:///etc/passwd"/></svg>'),
    ),
    "nested deeply, workbook": (
        "file-unreadable",
        lambda: changed(ANSWERS, "<sheetData>", b"<x>" * 100_000 + b"</x>" * 100_000 + b"<sheetData>"),
    ),
    "nested deeply, document": (
        "file-unreadable",
        lambda: changed(
            DOCUMENT, "<w:body>", b"<w:body>" + b"<w:sdt>" * 50_000 + b"</w:sdt>" * 50_000, minutes
        ),
    ),
    "nested deeply, JSON": ("json-unreadable", lambda: b'{"form":' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
    "a number without end": (
        "json-unreadable",
        lambda: b'{"form": "contribution", "version": ' + b"9" * 5_000_000 + b"}",
    ),
    "a number beyond all numbers": ("json-unreadable", lambda: b'{"form": "contribution", "version": 1e999}'),
    "two hundred thousand names": (
        "file-unreadable",
        lambda: json.dumps(
            {"form": "contribution", "version": 1, **{f"k{n}": n for n in range(200_000)}}
        ).encode(),
    ),
    "a million empty rows, JSON": (
        "",
        lambda: as_json()[:-1] + b', "x": [' + b"[]," * 1_000_000 + b"[]]}",
    ),
    "20 MB of nothing": ("file-damaged", lambda: bytes(20_000_000)),
    "a file beyond any form": ("file-too-large", lambda: b"x" * 20_000_001),
}
# Text that some program might take for more than text. It is an answer, to the letter.
WRITTEN = {
    "template code": "{{ 7 * 7 }} {% for x in ().__class__.__mro__ %}{{ x }}{% endfor %} ${7*7} <%= 7 %>",
    "a drawing": '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>',
    "an address of data": "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg== file:///etc/passwd",
    "a formula": '=HYPERLINK("http://127.0.0.1:9/?"&A1,"Robin")',
    "a word of 30,000 letters": "x" * 30_000,
}


# What a command does with a file: it takes the bytes and has them read apart.
COMMAND = """
import json, re, sys
from pathlib import Path
from pipeline.apart.confined import Limits
from pipeline.apart.reader import Reader
from pipeline.storage.library import load
def kilobytes(what):
    return int(re.findall(what + r":\\s+(\\d+) kB", Path("/proc/self/status").read_text())[0])
library = load(Path("schemas"), Path("templates"))
reader = Reader(library.forms, library.findings, Limits(seconds=int(sys.argv[1])))
first = None
for line in sys.stdin:
    found = reader.read(Path(line.strip()).read_bytes())
    first = first or kilobytes("VmRSS")
    codes = [each.code for each in found.findings]
    said = found.value and found.value.answers["about"]
    print(json.dumps([codes, said, kilobytes("VmHWM") - first]), flush=True)
"""


class Command:
    """A command of its own, so that what it grows by is not hidden in what the tests hold."""

    def __init__(self, folder: Path, seconds: int) -> None:
        self._file = folder / "dropped"
        self._running = subprocess.Popen(
            [sys.executable, "-P", "-c", COMMAND, str(seconds)],
            cwd=ROOT,
            env=SAME_PATH,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def reads(self, content: bytes) -> tuple[list[str], dict[str, str], int]:
        """The codes found, what the writer says of themselves, the kilobytes that it ever grew by."""
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        self._file.write_bytes(content)
        self._running.stdin.write(f"{self._file}\n".encode())
        self._running.stdin.flush()
        codes, about, more = json.loads(self._running.stdout.readline())
        return codes, about or {}, more

    def close(self) -> None:
        self._running.kill()
        self._running.communicate()


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[int, Command]]:
    running = {seconds: Command(tmp_path_factory.mktemp("hostile"), seconds) for seconds in (PATIENT, HASTY)}
    for each in running.values():
        codes, about, _ = each.reads(contribution())
        assert (codes, about["name"]) == ([], WRITER)
    yield running
    for each in running.values():
        each.close()


@pytest.fixture
def command(commands: Mapping[int, Command]) -> Command:
    return commands[PATIENT]


@pytest.mark.parametrize("name", FILES)
def test_each_has_its_code_and_the_next_good_file_is_read(
    name: str, commands: Mapping[int, Command], figures: Callable[[str], None]
) -> None:
    command = commands[HASTY if name in ENDLESS else PATIENT]
    code, made = FILES[name]
    content = made()
    start = time.monotonic()
    codes, _, _ = command.reads(content)
    then = time.monotonic()
    assert codes[:1] == ([code] if code else [])
    _, about, more = command.reads(contribution())
    seconds = time.monotonic() - then
    assert (about["name"], seconds < NEXT, more < MORE) == (WRITER, True, True)
    figures(
        f"{code or 'taken'}; {then - start:.1f} s, the next file {seconds:.1f} s; grown by {more >> 10} MiB"
    )


@pytest.mark.parametrize("name", WRITTEN)
def test_text_is_text_whatever_it_looks_like(name: str, command: Command) -> None:
    for content in (as_json(name=WRITTEN[name]), contribution(WRITTEN[name])):
        codes, about, _ = command.reads(content)
        assert (codes, about["name"]) == ([], WRITTEN[name])


def test_days_of_the_other_calendar_are_read_as_their_writer_saw_them(command: Command) -> None:
    """Workbooks that began on a Macintosh of old count days from 1904: 44835 is not a day in 2022 there."""
    parts = parts_of(changed(BOOK, "<workbookPr ", b'<workbookPr date1904="1" '))
    parts[ANSWERS] = re.sub(rb'(<c r="C10"[^>]*>)<v>[0-9]+', rb"\g<1><v>44835", parts[ANSWERS])
    codes, about, _ = command.reads(packed(parts))
    assert (codes, about["written"]) == ([], "2026-10-02")


# A whole run over files as large as are looked into at all.
RUN = """
import re, sys
from pathlib import Path
import pipeline.cli.reports
from pipeline import cli
pipeline.cli.reports.PAUSE = 0.0
def kilobytes(what):
    return int(re.findall(what + r":\\s+(\\d+) kB", Path("/proc/self/status").read_text())[0])
here, inbox = Path(sys.argv[1]), Path(sys.argv[1], "inbox")
for size in (10, 19_900_000):
    if size > 10:
        Path("/proc/self/clear_refs").write_text("5")
        before = kilobytes("VmHWM")
    for number in range(6):
        (inbox / f"{size}-{number}.xlsx").write_bytes(bytes([65 + number]) * size)
    with (inbox / f"{size}-huge.xlsx").open("wb") as file:
        file.truncate(size * 100)
    assert cli.run(["--workspace", str(here), "reports"]) == 0
print("grown by", kilobytes("VmHWM") - before)
"""


def test_a_run_hardly_grows_over_the_largest_files(tmp_path: Path, figures: Callable[[str], None]) -> None:
    (tmp_path / "inbox").mkdir()
    done = subprocess.run(
        [sys.executable, "-P", "-c", RUN, str(tmp_path)], env=SAME_PATH, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    more = int(done.stdout.rpartition("grown by")[2])
    returned = {path.name for path in (tmp_path / "inbox" / "returned").rglob("*.xlsx")}
    assert (len(returned), more < MORE) == (13, True)  # a short one of nothing but noughts still waits
    figures(f"7 files of 20 MB and more returned; grown by {more >> 10} MiB")
