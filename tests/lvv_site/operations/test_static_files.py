"""Collecting static files: once for the same files, again whenever the result could differ."""

import pytest

from lvv_site.operations import static_files


@pytest.fixture
def theme(settings, tmp_path):
    folder = tmp_path / "theme"
    folder.mkdir()
    (folder / "site.css").write_text("body { color: black }\n" * 50)
    (folder / "site.js").write_text("let n = 1;\n" * 50)
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    return folder


def result(settings) -> set[str]:
    return {path.name for path in settings.STATIC_ROOT.rglob("*")}


def test_the_same_files_are_collected_once(theme, settings):
    assert static_files.collect() is True
    assert {"staticfiles.json", "site.css", "site.css.br", "site.css.gz"} <= result(settings)
    before = {path: path.stat().st_mtime_ns for path in settings.STATIC_ROOT.rglob("*")}
    assert static_files.collect() is False
    assert {path: path.stat().st_mtime_ns for path in settings.STATIC_ROOT.rglob("*")} == before


def test_a_touched_file_with_the_same_content_changes_nothing(theme):
    static_files.collect()
    (theme / "site.css").touch()
    assert static_files.collect() is False


@pytest.mark.parametrize("change", ["changed", "added", "removed", "renamed"])
def test_another_set_of_files_is_collected(theme, change):
    static_files.collect()
    if change == "changed":
        (theme / "site.css").write_text("body { color: green }\n" * 50)
    elif change == "added":
        (theme / "print.css").write_text("body { color: black }\n")
    elif change == "removed":
        (theme / "site.js").unlink()
    else:
        (theme / "site.js").rename(theme / "more.js")
    assert static_files.collect() is True
    assert static_files.collect() is False


@pytest.mark.parametrize("lost", ["staticfiles.json", "site.css.br"])
def test_a_result_that_lost_something_is_made_again(theme, settings, lost):
    static_files.collect()
    (settings.STATIC_ROOT / lost).unlink()
    assert static_files.collect() is True
    assert lost in result(settings)


def test_a_collection_that_was_cut_off_is_done_again(theme, monkeypatch):
    static_files.collect()
    (theme / "site.css").write_text("body { color: green }\n" * 50)

    def cut_off(*_arguments, **_options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(static_files, "call_command", cut_off)
        with pytest.raises(KeyboardInterrupt):
            static_files.collect()
    (theme / "site.css").write_text("body { color: black }\n" * 50)  # back to what the stamp was for
    assert static_files.collect() is True


def test_another_version_of_the_compressor_makes_them_again(theme, monkeypatch):
    static_files.collect()
    monkeypatch.setattr(static_files, "version", lambda _name: "99")
    assert static_files.collect() is True
