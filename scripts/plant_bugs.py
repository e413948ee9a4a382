"""Plant bugs, one at a time, and see whether the tests notice.

    python scripts/plant_bugs.py [NAME ...]

Each bug is one small change of the code in a copy of the tree; the tests named beside
it must fail.  Exit 1 if a bug survives, 2 if a change no longer fits the code.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("src", "tests", "scripts", "pyproject.toml", "README.md", "docs")


@frozen
class Bug:
    """A change of one file that some test must notice."""

    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


BUGS = (
    Bug(
        "a presumption covers what is on file, in columns",
        "law/evaluators/arrays.py",
        "return met | ~(unmet | on_file | weak), unmet",
        "return met | ~(unmet | weak), unmet",
        ("tests/law/evaluators",),
    ),
    Bug(
        "simulated periods expire on their last day",
        "simulate/acts_of_law.py",
        "last + 1 if self.plan.dated",
        "last if self.plan.dated",
        ("tests/simulate/test_lives.py",),
    ),
    Bug(
        "on the last moment the case beats the law",
        "simulate/sampling.py",
        "first = act.at <= np.minimum(leaves, self.plan.horizon)",
        "first = act.at < np.minimum(leaves, self.plan.horizon)",
        ("tests/simulate",),
    ),
    Bug(
        "an unknown part hides an unmet one",
        "law/evaluators/walk.py",
        "return False if False in found else None if None in found else True",
        "return None if None in found else False if False in found else True",
        ("tests/law/evaluators",),
    ),
    Bug(
        "at most means less than",
        "law/evaluators/walk.py",
        '"<=": operator.le',
        '"<=": operator.lt',
        ("tests/law/evaluators",),
    ),
    Bug(
        "a reform begins a day late",
        "law/rulebook.py",
        "bisect_right(self._cut_ordinals, day.toordinal())",
        "bisect_right(self._cut_ordinals, day.toordinal() - 1)",
        ("tests/case", "tests/processes"),
    ),
    Bug(
        "a correction is lost",
        "case/replaying.py",
        "standing = latest.get(number, event)\n        elif",
        "standing = event\n        elif",
        ("tests/case",),
    ),
    Bug(
        "weak evidence is let through",
        "case/steps.py",
        "if name in sources and sources[name].evidence < evidence",
        "if name in sources and sources[name].evidence < evidence - 1",
        ("tests/case", "tests/explain"),
    ),
    Bug(
        "a filing displaces what a step wrote",
        "case/replaying.py",
        "isinstance(source, FactFiled) and source.evidence <= event.evidence",
        "source.evidence <= event.evidence",
        ("tests/case",),
    ),
    Bug(
        "a presumption covers a filing that is too weak",
        "law/evaluators/compiled.py",
        "is None and weak.isdisjoint({read})",
        "is None",
        ("tests/law/evaluators", "tests/case"),
    ),
    Bug(
        "a period expires on its last day",
        "case/timing.py",
        "on = last + ONE_DAY",
        "on = last",
        ("tests/processes/test_cn_periods.py",),
    ),
    Bug(
        "the first day of a suspension counts",
        "case/counting.py",
        "days = self._days(max(pause.since - ONE_DAY, self.zero), pause.until)",
        "days = self._days(max(pause.since, self.zero), pause.until)",
        ("tests/processes/test_cn_periods.py",),
    ),
    Bug(
        "a window ends a day early",
        "audit/windows.py",
        "lasts[place] = min(lasts[place], lasts[place + 1])",
        "lasts[place] = min(lasts[place], lasts[place + 1] - 1)",
        ("tests/audit",),
    ),
    Bug(
        "the two years after a listing are one day short",
        "audit/windows.py",
        "return shifted + length_days(distance, terms)",
        "return shifted + length_days(distance, terms) - 1",
        ("tests/audit",),
    ),
    Bug(
        "the least change is one too many",
        "explain/turning.py",
        "while high - low > 1:",
        "while high - low > 2:",
        ("tests/explain",),
    ),
)


def main(names: list[str]) -> int:
    """Plant the bugs whose names contain one of the words given; all if none is."""
    chosen = [b for b in BUGS if not names or any(n in b.name for n in names)]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        copy.mkdir()
        for item in COPIED:
            source = ROOT / item
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, copy / item, ignore=ignored)
            else:
                shutil.copy(source, copy / item)
        answers = [_noticed(bug, copy) for bug in chosen]
    return max(answers, default=0)


def _noticed(bug: Bug, copy: Path) -> int:
    """Return 0 if the tests fail, 1 if the bug survives, 2 if it does not fit."""
    path = copy / "src/qualflow" / bug.file
    text = path.read_text(encoding="utf-8")
    if text.count(bug.right) != 1:
        print(f"does not fit  {bug.name}: {bug.file} has not one '{bug.right}'")
        return 2
    path.write_text(text.replace(bug.right, bug.wrong), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "CI": "true"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [*command, *bug.tests],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    path.write_text(text, encoding="utf-8")
    # 1: tests failed; 2: the bug shows while they are collected.
    noticed = run.returncode in (1, 2)
    closing = run.stdout.strip().rpartition("\n")[2]
    print(
        f"{'noticed ' if noticed else 'SURVIVED'}  {bug.name}  ({closing})", flush=True
    )
    return 0 if noticed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
