"""What a wheel holds besides the files that stand in a checkout: the built bank of questions.

``pyproject.toml`` names it as a hook of hatchling, so that any way of building a wheel runs it. A
learners' edition without answers has no bank to build.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BankInWheel(BuildHookInterface[Any]):
    """Builds ``lessons/bank.json`` from the lessons that are packed, and packs it with them."""

    PLUGIN_NAME = "custom"
    folder: tempfile.TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the bank; an editable install reads the checkout itself and gets none."""
        sys.path.insert(0, self.root)
        from lessons.kit.quiz import bank, seal

        quizzes = Path(self.root).glob("lessons/*/quiz.yaml")
        if version == "editable" or any(seal.is_sealed(path.read_bytes()) for path in quizzes):
            return
        self.folder = tempfile.TemporaryDirectory()
        built = Path(self.folder.name, bank.BUILT)
        built.write_bytes(bank.build(Path(self.root, "lessons")))
        build_data["force_include"][str(built)] = f"lessons/{bank.BUILT}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  hatchling gives them
        """Throw the bank away: it is in the wheel."""
        if self.folder:
            self.folder.cleanup()
