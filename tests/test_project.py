"""Promises that the project makes about itself."""

import re
from importlib.metadata import distributions
from pathlib import Path

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
