"""What the terminal shows: a bar on a real one, plain lines anywhere else, never wider than it is."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from pipeline.cli.trouble import Troubles
from pipeline.rulebook.words import Words

WIDTH = 80  # characters, where there is no terminal that has a width of its own
WIDEST = 100


def say(text: str = "", indent: int = 0, hang: int = 0) -> None:
    """Prints a text on standard output, broken between words. ``hang`` indents its further lines more."""
    click.echo(_wrapped(text, indent, hang))


def complain(text: str) -> None:
    """Prints a text on standard error."""
    click.echo(_wrapped(text, 0, 0), err=True)


def say_json(value: Any) -> None:
    """Prints a value as JSON on standard output."""
    told = json.dumps(value, ensure_ascii=False, indent=2)
    # Names of files may hold bytes that are no text; JSON has a way to write those, UTF-8 has none.
    click.echo(told.encode("utf-8", "backslashreplace").decode("utf-8"))


def counted(words: Words, what: str, number: int) -> str:
    """A number and what is counted, in the singular or the plural."""
    return words.counted(f"terminal.{what}", number=number)


def width() -> int:
    """Characters in a line."""
    return min(WIDEST, shutil.get_terminal_size((WIDTH, 24)).columns)


def say_line(text: str) -> None:
    """Prints a line that is laid out already."""
    click.echo(_printable(text))


def labelled(label: str, text: str) -> None:
    """A line of a summary: a short label, then what there is to say, its further lines below itself."""
    say(f"{label:<{LABEL}}{text}", indent=2, hang=LABEL)


def labelled_lines(label: str, texts: Sequence[str]) -> None:
    """One such line for each text, the label before the first."""
    for number, text in enumerate(texts):
        labelled("" if number else label, text)


LABEL = 12


@contextmanager
def bar(title: str, total: int) -> Iterator[Callable[[], None]]:
    """Progress through ``total`` things; what it gives is called after each. Elsewhere a plain line."""
    console = Console(stderr=True)
    if not total or not console.is_terminal:
        if total:
            click.echo(f"{title}: {total}", err=True)
        yield lambda: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda: progress.advance(task)


Bar = Callable[[str, int], AbstractContextManager[Callable[[], None]]]


@contextmanager
def no_bar(_title: str, _total: int) -> Iterator[Callable[[], None]]:
    """Progress that nobody needs to see."""
    yield lambda: None


def show_troubles(troubles: Troubles, words: Words) -> None:
    """Every trouble in a plain sentence with what to do next, on standard error."""
    for trouble in dict.fromkeys(troubles.found):  # three mailboxes of one case may have the same
        about = f"{trouble.about}: " if trouble.about else ""
        if trouble.log is not None:
            complain(about + words("terminal.our-fault", log=trouble.log))
        else:
            complain(f"{about}{trouble.sentence} {trouble.do_next}".strip())
    if troubles.without_pdf is not None:
        complain(f"{troubles.without_pdf} {troubles.without_pdf.do_next}".strip())


def table(rows: Sequence[Sequence[str]], indent: int = 2) -> None:
    """Rows in columns as wide as they need; the last column takes the rest of the line."""
    if not rows:
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        start = "".join(f"{cell:<{width + 2}}" for cell, width in zip(row, widths, strict=False))
        say(f"{start}{row[-1]}", indent=indent, hang=len(start))


def _wrapped(text: str, indent: int, hang: int) -> str:
    return textwrap.fill(
        _printable(text),
        width(),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
        drop_whitespace=True,
        replace_whitespace=False,
    )


def _printable(text: str) -> str:
    """Without what a terminal would obey or could not show: names of files hold whatever people give them."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)
