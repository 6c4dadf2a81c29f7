"""Promises that the project makes about itself."""

import os
import re
import subprocess
from importlib.metadata import distributions
from pathlib import Path

from tools.platform.bed import RECIPES

ROOT = Path(__file__).parent.parent


def test_exactly_one_installed_package_owns_cv2() -> None:
    owners = [d.name for d in distributions() if any(str(file).startswith("cv2/") for file in d.files or ())]
    assert owners == ["opencv-contrib-python"], "two OpenCV wheels overwrite each other: make clean setup"


def test_the_readme_is_short_and_leads_with_two_commands() -> None:
    text = (ROOT / "README.md").read_text()
    assert len(text.split()) <= 600
    assert text.index("make run") < text.index("make test") < text.index("## The program")


def test_every_link_in_the_documents_leads_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("hardware/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_what_make_calls_can_be_called() -> None:
    called = re.findall(r"^\t(tools/\S+\.sh)", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert called and all(os.access(ROOT / script, os.X_OK) for script in called)


def test_the_platform_has_the_recipes_of_its_bed() -> None:
    named = re.findall(r'RECIPES / "([^"]+)"', (ROOT / "tools/platform/bed.py").read_text())
    assert len(named) >= 5 and all((RECIPES / name).is_file() for name in named)


def test_git_ignores_nothing_that_the_project_is_made_of() -> None:
    told = subprocess.run(
        ["git", "status", "--ignored", "--short", "station", "tools", "tests", "systemd", "hardware", "config"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    assert [line for line in told if line.startswith("!!") and "__pycache__" not in line] == []
