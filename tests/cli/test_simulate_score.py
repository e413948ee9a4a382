"""`qualflow simulate score`: the picture, the seed, what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from shell import run

ASKED = ("simulate", "score", "order-27", "suda", "--cases", "200")
NOTHING = ("simulate", "score", "xiaomi-2024", "wanxiang", "--cases", "100")


def test_the_picture_is_written_and_the_answer_stays_the_same(tmp_path):
    file = tmp_path / "calibration.svg"

    done = run(*ASKED, "--svg", str(file))

    assert (done.exit_code, done.stderr) == (0, f"{file}\n")
    assert done.stdout == run(*ASKED).stdout
    assert ElementTree.fromstring(file.read_bytes()).tag.endswith("svg")


def test_the_picture_shows_what_json_says(tmp_path):
    """A dot for each part of the scale, with its n."""
    file = tmp_path / "calibration.svg"

    found = json.loads(run(*ASKED, "--json", "--svg", str(file)).stdout)

    picture = file.read_text(encoding="utf-8")
    assert found["calibration"]
    for part in found["calibration"]:
        assert f">n = {part['n']}</text>" in picture


def test_the_picture_speaks_the_language_that_is_asked_for(tmp_path):
    file = tmp_path / "calibration.svg"

    run(*ASKED, "--svg", str(file), "--lang", "zh")

    assert "预测是否应验" in file.read_text(encoding="utf-8")


def test_of_nothing_no_picture_is_written_and_what_stands_there_stays(tmp_path):
    file = tmp_path / "calibration.svg"
    file.write_text("as it was")

    done = run(*NOTHING, "--svg", str(file))

    assert done.exit_code == 1
    assert "nothing could be scored" in done.stdout
    assert done.stderr == (
        f"qualflow: --svg {file}: not written, nothing could be scored\n"
    )
    assert file.read_text() == "as it was"


def test_where_no_file_can_be_written_the_command_says_so(tmp_path):
    done = run(*ASKED, "--svg", str(tmp_path / "none" / "calibration.svg"))

    assert (done.exit_code, done.stdout) == (2, "")
    assert "there is no folder" in done.stderr


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_seed_is_1_as_everywhere_if_none_is_given(seed):
    """The commands of `simulate` draw alike."""
    given = json.loads(run(*ASKED, "--json", "--seed", seed).stdout)
    usual = json.loads(run(*ASKED, "--json").stdout)

    assert usual["seed"] == 1
    assert (given == usual) is (seed == "1")


def test_the_extra_that_is_missing_is_named():
    """Scores are computed with numpy, which a plain installation lacks."""
    script = (
        "import sys; sys.modules['numpy'] = None; from qualflow.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *ASKED],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "qualflow: simulation needs the package numpy; "
        "it comes with pip install 'qualflow[simulate]'\n"
    )
