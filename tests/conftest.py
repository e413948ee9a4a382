"""What every test run shares: the Hypothesis profiles and the golden files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

GOLDEN = Path(__file__).parent / "golden"

# "ci" tries the same examples on every run, so that a red test is red for everybody.
# "deep" looks further and elsewhere each time; a failure prints the blob to repeat it.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("deep", deadline=None, print_blob=True, max_examples=2000)
settings.load_profile("deep" if os.getenv("QUALFLOW_TEST_DEPTH") == "deep" else "ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite tests/golden/ with what the tests got; review the diff as prose",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with tests/golden/NAME, or rewrite that file.

    `golden(text, name)` compares to the byte: line ends and the last newline count.
    """
    update = request.config.getoption("--update-golden")

    def compare(text: str, name: str) -> None:
        path = GOLDEN / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
            return
        if not path.exists():
            pytest.fail(f"tests/golden/{name} is missing: pytest --update-golden")
        expected = path.read_bytes().decode()
        assert text == expected, f"differs from tests/golden/{name}"

    return compare
