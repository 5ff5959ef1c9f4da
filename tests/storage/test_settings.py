"""``pipeline.toml``: what it may say, and that nothing in it is passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import WrongCommand
from pipeline.storage.settings import PROJECT, load_settings


def test_a_workspace_without_settings_has_its_folders_in_itself(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert (settings.inbox, settings.outbox) == (tmp_path / "inbox", tmp_path / "outbox")
    assert settings.record == tmp_path / "record"
    assert (settings.schemas, settings.templates) == (PROJECT / "schemas", PROJECT / "templates")
    assert (settings.nation, settings.protocol, settings.language) == ("", "", "")


def test_folders_may_lie_elsewhere_and_a_workspace_may_have_its_own_templates(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "pipeline.toml").write_text(
        '[folders]\ninbox = "/srv/share/inbox"\noutbox = "out"\n'
        '[defaults]\nnation = "Scotland"\nlanguage = "cy"\n[watch]\nseconds = 10\n'
    )
    settings = load_settings(tmp_path)
    assert settings.inbox == Path("/srv/share/inbox")
    assert settings.outbox == tmp_path / "out"
    assert settings.templates == tmp_path / "templates"
    assert (settings.nation, settings.language) == ("Scotland", "cy")
    assert settings.watch_seconds == 10.0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[folders]\ninbx = "x"', "folders.inbx"),
        ('[folder]\ninbox = "x"', "[folder]"),
        ('inbox = "x"', "[inbox]"),
        ("[folders]\ninbox = 3", "folders.inbox"),
        ("[watch]\nseconds = true", "watch.seconds"),
        ("[watch]\nseconds = 0", "watch.seconds"),
        ("[watch]\npatience_minutes = -1", "watch.patience_minutes"),
        ("[watch]\nfree_megabytes = 'much'", "watch.free_megabytes"),
        ("[documents]\nseconds = 0", "documents.seconds"),
        ('[folders]\nmailboxes = "everybody"', "folders.mailboxes"),
        ("[folders", "cannot be read"),
    ],
)
def test_whatever_it_does_not_know_is_refused_by_name(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "pipeline.toml").write_text(text)
    with pytest.raises(WrongCommand) as refused:
        load_settings(tmp_path)
    assert named in str(refused.value)
    assert "pipeline.toml" in str(refused.value)


def test_the_watch_and_the_mailboxes_have_settings_of_their_own(tmp_path: Path) -> None:
    usual = load_settings(tmp_path)
    assert (usual.patience_minutes, usual.free_megabytes, usual.document_seconds) == (10.0, 200.0, 120.0)
    assert not usual.shared_mailboxes
    (tmp_path / "pipeline.toml").write_text(
        '[folders]\nmailboxes = "group"\n[watch]\npatience_minutes = 2.5\nfree_megabytes = 1000\n'
    )
    settings = load_settings(tmp_path)
    assert (settings.patience_minutes, settings.free_megabytes) == (2.5, 1000.0)
    assert settings.shared_mailboxes
    assert settings.inbox == tmp_path / "inbox"
