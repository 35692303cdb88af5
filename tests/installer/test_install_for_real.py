# SPDX-License-Identifier: GPL-3.0-or-later
"""install.py as a newcomer runs it: one real installation, and copies of it that get damaged."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from newcomer import REPOSITORY, User, program_file
from PIL import Image

from installer import plug_in, plug_in_modules, uninstallation
from installer.errors import InstallationError
from installer.narration import Narration
from models import registry

PLUG_INS = (
    ".config/GIMP/3.0/plug-ins/colorize_auto",
    ".var/app/org.gimp.GIMP/config/GIMP/3.2/plug-ins/colorize_auto",
)
PHOTO = REPOSITORY / "installer" / "sample" / "nagasaki-boats.jpg"

Copied = Callable[[], User]


def everything_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_progress_was_visible(installed: User) -> None:
    said = (installed.home / "installation output.txt").read_text(encoding="utf-8")
    assert f"Installing the program into {installed.locations.home}" in said
    assert "Filters > Colorize (Auto)..." in said
    # GIMP 3.2 is a Flatpak, which cannot start the backend.
    assert installed.machine.typed(installed.locations.command, "serve") in said


def test_the_plug_in_is_in_every_profile(installed: User) -> None:
    for place in PLUG_INS:
        main_file = installed.home / place / "colorize_auto.py"
        assert main_file.stat().st_mode & stat.S_IXUSR
        facts = plug_in_modules.load("installation").read(
            installed.home / place / "installation.json"
        )
        assert Path(facts.start[0]) == installed.locations.python
        assert facts.default.name == "compact"
        assert facts.connection == installed.locations.connection


def test_the_programs_own_facts_reach_the_plug_in(installed: User) -> None:
    facts = json.loads(installed.locations.facts.read_text(encoding="utf-8"))
    card = registry.card("compact")
    entry = next(entry for entry in facts["colorizers"] if entry["name"] == "compact")
    assert entry["title"] == card.title
    assert entry["defaults"]["temperature"] == card.defaults.temperature
    assert entry["defaults"]["vividness"] == card.defaults.vividness


def test_the_command_line_works(installed: User) -> None:
    answer = subprocess.run(
        [installed.locations.command, "--version"],
        capture_output=True,
        text=True,
        env=installed.environment,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr


def test_installing_twice_changes_nothing(installed: User) -> None:
    before = everything_below(installed.home)
    python = installed.locations.venv / "complete.json"
    when = python.stat().st_mtime_ns
    done = installed.run()
    assert done.returncode == 0, done.stdout
    assert "Installing the program" not in done.stdout
    assert python.stat().st_mtime_ns == when
    assert everything_below(installed.home) == before


def test_doctor_is_content(installed: User) -> None:
    done = installed.run("doctor")
    assert done.returncode == 0, done.stdout
    assert "Everything is in order." in done.stdout
    assert "it computes on: " in done.stdout
    assert str(installed.locations.connection) in done.stdout
    for place in PLUG_INS:
        assert str(installed.home / place) in done.stdout
    assert not installed.locations.connection.exists()  # doctor ended what it had started


def test_try_with_a_name_that_has_blanks_and_umlauts(installed: User, tmp_path: Path) -> None:
    photo = tmp_path / "Großmutters Boote (1865), Übersee.jpg"
    shutil.copy(PHOTO, photo)
    done = installed.run("try", photo.name, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    results = tmp_path / "colorize-try"
    assert str(results) in done.stdout
    assert "Filters > Colorize (Auto)..." in done.stdout
    pictures = {path.name: path for path in results.iterdir()}
    expected = ["colour", *(f"alternative {number}" for number in range(1, 5)), "contact sheet"]
    assert sorted(pictures) == sorted(f"{photo.stem} - {what}.png" for what in expected)
    with (
        Image.open(photo) as original,
        Image.open(pictures[f"{photo.stem} - colour.png"]) as colour,
    ):
        assert colour.size == original.size
        automatic = colour.convert("RGB").tobytes()
    assert automatic[0::3] != automatic[2::3]
    for number in range(1, 5):
        with Image.open(pictures[f"{photo.stem} - alternative {number}.png"]) as alternative:
            assert alternative.convert("RGB").tobytes() != automatic


def test_try_without_a_photo_takes_the_bundled_one(installed: User, tmp_path: Path) -> None:
    done = installed.run("try", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "colorize-try" / "nagasaki-boats - contact sheet.png").is_file()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.jpg", None, "There is no photo missing.jpg"),
        ("notes.txt", b"text", "not known here"),
        ("broken.jpg", b"this is no JPEG", "not a PNG, JPEG, TIFF or WebP picture"),
    ],
)
def test_try_with_what_is_no_photo(
    installed: User, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = installed.run("try", name, cwd=tmp_path)
    assert done.returncode == 1
    assert said in done.stdout
    assert "Traceback" not in done.stdout
    assert not list(tmp_path.glob("colorize-try/*"))


def test_doctor_finds_what_makes_the_menu_entry_vanish(copied: Copied) -> None:
    user = copied()
    native, sandboxed = (user.home / place for place in PLUG_INS)
    (native / "colorize_auto.py").chmod(0o644)
    sandboxed.rename(sandboxed.with_name("colorize-auto"))
    user.locations.facts.unlink()
    done = user.run("doctor")
    assert done.returncode == 1
    assert "run bit" in done.stdout
    assert "wrong folder name" in done.stdout
    assert f"{user.locations.facts} is missing" in done.stdout
    assert "Traceback" not in done.stdout
    # What it says to do helps.
    shutil.rmtree(sandboxed.with_name("colorize-auto"))
    assert user.run().returncode == 0
    done = user.run("doctor")
    assert done.returncode == 0, done.stdout


def test_doctor_before_anything_is_installed(user: User) -> None:
    user.gimp_profile()
    done = user.run("doctor")
    assert done.returncode == 1
    assert "not installed" in done.stdout
    assert "run 'python3 install.py'" in done.stdout
    assert not user.locations.home.exists()


def test_doctor_shows_why_the_backend_fails(copied: Copied) -> None:
    user = copied()
    facts = json.loads(user.locations.facts.read_text(encoding="utf-8"))
    facts["start"] = [sys.executable, "-c", "print('no luck today'); raise SystemExit(3)"]
    user.locations.facts.write_text(json.dumps(facts), encoding="utf-8")
    done = user.run("doctor")
    assert done.returncode == 1
    assert "The backend does not answer" in done.stdout
    assert "no luck today" in done.stdout.partition("The backend does not answer")[2]


def test_a_damaged_installation_is_mended_by_installing_again(copied: Copied) -> None:
    user = copied()
    process = user.start_backend()
    (weights,) = user.locations.venv.glob("lib/*/site-packages/models/weights/compact.safetensors")
    weights.unlink()  # hard-linked: the others keep theirs
    weights.write_bytes(b"damaged")
    done = user.run("doctor")
    assert done.returncode == 1
    assert "damaged" in done.stdout
    assert "run 'python3 install.py' again" in done.stdout
    done = user.run()
    assert done.returncode == 0, done.stdout
    assert f"Ending the running backend (process {process})" in done.stdout
    assert not Path(f"/proc/{process}").exists()
    assert user.run("doctor").returncode == 0


def test_uninstall_leaves_nothing(copied: Copied) -> None:
    user = copied()
    process = user.start_backend()
    done = user.run("--uninstall")
    assert done.returncode == 0, done.stdout
    for place in PLUG_INS:
        assert f"Removed {user.home / place}" in done.stdout
    # Not everything in a home is ours: pip, say, asks rustc for its version, which makes .rustup.
    assert list(user.home.rglob("*colorize*")) == []
    assert not user.locations.home.exists()
    assert not Path(f"/proc/{process}").exists()
    for place in PLUG_INS:
        assert (user.home / place).parent.is_dir()  # GIMP's folder was there before
        assert not (user.home / place).exists()
    again = user.run("--uninstall")
    assert again.returncode == 0
    assert "nothing to remove" in again.stdout


def test_uninstall_keeps_what_the_user_made(copied: Copied) -> None:
    user = copied()
    own_weights = user.locations.colorizers / "mine.safetensors"
    own_weights.parent.mkdir(exist_ok=True)
    own_weights.write_bytes(b"weights")
    note = user.home / PLUG_INS[0] / "notes.txt"
    note.write_text("mine", encoding="utf-8")
    done = user.run("--uninstall")
    assert done.returncode == 0, done.stdout
    assert own_weights.read_bytes() == b"weights"
    assert note.read_text(encoding="utf-8") == "mine"
    assert "notes.txt" in done.stdout
    assert not user.locations.venv.exists()


def test_a_gimp_that_never_ran(copied: Copied, tmp_path: Path) -> None:
    user = copied()
    program_file(tmp_path / "bin", "gimp", "echo 'GNU Image Manipulation Program version 3.4.0'")
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    user = User(user.home, {**user.variables, "PATH": path})
    done = user.run()
    assert done.returncode == 0
    assert "GIMP 3.4" in done.stdout
    assert "Start it once" in done.stdout
    # A profile that GIMP does not make itself would cost the settings of an older GIMP.
    profile = user.home / ".config/GIMP/3.4"
    assert not profile.exists()
    assert "start it once" in user.run("doctor").stdout
    profile.mkdir()  # as GIMP does
    assert user.run().returncode == 0
    assert (profile / "plug-ins/colorize_auto/colorize_auto.py").is_file()
    assert "start it once" not in user.run("doctor").stdout
    assert user.run("--uninstall").returncode == 0
    assert list(profile.iterdir()) == []


def test_uninstall_goes_on_where_a_profile_refuses(
    copied: Copied, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = copied()
    refused, free = (user.home / place for place in PLUG_INS)
    real = plug_in.take_from

    def take_from(folder: Path) -> list[Path]:
        if folder == refused:
            raise PermissionError(13, "Permission denied", str(folder / "colorize_auto.py"))
        return real(folder)

    monkeypatch.setattr(plug_in, "take_from", take_from)
    with pytest.raises(InstallationError, match=r"(?s)These stay: .*What to do: ") as error:
        uninstallation.run(user.machine, Narration(StringIO()))
    assert str(refused) in str(error.value)
    assert not free.exists()
    assert not user.locations.venv.exists()
    monkeypatch.undo()
    assert user.run("--uninstall").returncode == 0
    assert not refused.exists()
    assert not user.locations.home.exists()


def test_uninstall_finds_a_profile_that_only_a_variable_named(
    copied: Copied, tmp_path: Path
) -> None:
    user = copied()
    profile = tmp_path / "my own profile"
    profile.mkdir()
    named = User(user.home, {**user.variables, "GIMP3_DIRECTORY": str(profile)})
    assert named.run().returncode == 0
    assert (profile / "plug-ins/colorize_auto/colorize_auto.py").is_file()
    assert user.run("--uninstall").returncode == 0
    assert list(profile.iterdir()) == []
