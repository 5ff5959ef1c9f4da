"""A view and its HTML template become a PDF: tagged, with its fonts inside, the same bytes each time."""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from pipeline.errors import LibraryBroken, PdfUnavailable
from pipeline.render.drawable import Drawable, direction, drawable
from pipeline.render.pdf_finish import finish

STYLE = "shared/print.css"
# An address that leads nowhere: what a page may load is answered from memory or not at all.
BASE = "https://templates.invalid/"
NEEDED = "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0"


@dataclass(frozen=True, slots=True)
class _Files:
    """Template files that hash by their content, so that what is made of them can be kept."""

    digest: str
    content: Mapping[str, bytes]

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Files) and other.digest == self.digest


@dataclass(frozen=True, slots=True)
class _Press:
    """What one set of templates needs only once: the environment, the style sheet and its fonts."""

    environment: SandboxedEnvironment
    style: Any
    fonts: Any
    fetcher: Any


def pdf(templates: Mapping[str, bytes], name: str, view: object, language: str) -> bytes:
    """The PDF of a view. Claims PDF/A-3a and PDF/UA-1; equal input gives equal bytes.

    ``templates`` maps paths below ``templates/`` to their bytes, ``name`` is one of them
    ("minutes/minutes.html"), ``language`` a tag such as "en-GB". Whatever the layout library grumbles about
    (a missing file, a property it does not know) means that a template is broken: LibraryBroken.
    PdfUnavailable if the libraries that lay out pages are not installed. Touches no file and no network.
    """
    weasyprint, fatal = _layout_library()
    with _no_grumbles():
        try:
            press = _press(_files(templates), os.getpid())
            html = _html(press.environment, name, view, language)
            page = weasyprint.HTML(string=html, base_url=BASE + name, url_fetcher=press.fetcher)
            laid_out = page.write_pdf(
                stylesheets=[press.style], font_config=press.fonts, pdf_variant="pdf/a-3a", pdf_tags=True
            )
        except fatal as refused:
            raise LibraryBroken(
                f"template {name} asks for something outside the templates: {refused}"
            ) from None
    return finish(laid_out)


def load_layout(templates: Mapping[str, bytes]) -> None:
    """Loads what lays out pages, so that a process which is copied does it once for all its copies.

    Nothing of the font library: it may have threads of its own, which are not copied. Without the layout
    library nothing happens; whoever asks for a page hears of it.
    """
    try:
        _layout_library()
    except PdfUnavailable:
        return
    _environment(_files(templates))


def _html(environment: SandboxedEnvironment, name: str, view: object, language: str) -> str:
    try:
        return environment.get_template(name).render(view=view, language=language)
    except TemplateError as fault:
        # The text of a template error names templates and fields, never what a field holds.
        raise LibraryBroken(
            f"template {name} cannot be used: {type(fault).__name__}: {fault.message}"
        ) from None


def _files(templates: Mapping[str, bytes]) -> _Files:
    wanted = {
        path: content for path, content in templates.items() if path.endswith((".html", ".css", ".ttf"))
    }
    digest = hashlib.sha256()
    for path in sorted(wanted):
        digest.update(f"{path}\0{len(wanted[path])}\0".encode())
        digest.update(wanted[path])
    return _Files(digest.hexdigest(), wanted)


@lru_cache(maxsize=4)
def _press(files: _Files, process: int) -> _Press:  # noqa: ARG001 - what a copied process inherits is not its
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    fetcher = _fetcher(files.content)
    css = files.content.get(STYLE)
    if css is None:
        raise LibraryBroken(
            f"The style sheet {STYLE} is missing from the templates.", "Restore it from the project."
        )
    style = weasyprint.CSS(
        string=css.decode("utf-8"), base_url=BASE + STYLE, url_fetcher=fetcher, font_config=fonts
    )
    return _Press(_environment(files), style, fonts, fetcher)


# Fonts are handed back while the library that holds them is still there.
atexit.register(_press.cache_clear)


@lru_cache(maxsize=4)
def _environment(files: _Files) -> SandboxedEnvironment:
    """Templates see nothing but each other; every value is escaped and made drawable on its way out."""
    content = files.content
    pages = {path: content[path].decode("utf-8") for path in content if path.endswith(".html")}
    fonts = {path: content[path] for path in content if path.endswith(".ttf")}
    environment = SandboxedEnvironment(
        loader=DictLoader(pages),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.finalize = _finalize(drawable(fonts))
    environment.filters["direction"] = direction
    return environment


def _finalize(can_draw: Drawable) -> Any:
    def made_drawable(value: object) -> object:
        # Markup (what a macro returned) has been through here already.
        return can_draw.text(value) if type(value) is str else value

    return made_drawable


def _fetcher(files: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OnlyTemplates(URLFetcher):  # type: ignore[misc]
        """Serves the files of the mapping and stops the work at any other address."""

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            path = url.removeprefix(BASE)
            if not url.startswith(BASE) or path not in files:
                raise FatalURLFetchingError(url[:80])
            return URLFetcherResponse(url, files[path])

    return OnlyTemplates()


def _layout_library() -> tuple[Any, type[BaseException]]:
    # Imported here: without Pango the import itself fails, and everything but the PDFs must still work.
    try:
        # It prints a page of advice before it raises.
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            import weasyprint
            from weasyprint.urls import FatalURLFetchingError
    except (ImportError, OSError):
        raise PdfUnavailable(
            "PDFs cannot be made on this computer: a library that lays out pages is missing.",
            f"Ask whoever looks after it to install {NEEDED}. Everything else still works.",
        ) from None
    return weasyprint, FatalURLFetchingError


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@contextmanager
def _no_grumbles() -> Iterator[None]:
    """Turn whatever the layout library logs into a fault: it logs what it leaves out of the page."""
    log, listener = logging.getLogger("weasyprint"), _Listener()
    log.addHandler(listener)
    try:
        yield
    finally:
        log.removeHandler(listener)
    # Without the faster font library the page is the same, only slower to make.
    grumbles = [line for line in listener.heard if not line.startswith("Using fontTools instead of")]
    if grumbles:
        raise LibraryBroken(f"a page cannot be laid out as its template asks: {grumbles[0][:200]}")
