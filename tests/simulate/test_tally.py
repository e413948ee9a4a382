"""What blocks of cases add up to."""

import numpy as np
import pytest

from qualflow.simulate.sampling import BLOCK
from qualflow.simulate.tally import Histogram


@pytest.mark.parametrize("dated", [True, False])
def test_the_longest_times_of_a_whole_block_have_a_mean_and_an_error(dated):
    """Forty years, of which the squares pass 64 bits together."""
    times = np.where(np.arange(BLOCK) % 2, 14_610.0, 14_600.0)
    histogram = Histogram(dated)

    histogram.take(times)

    assert histogram.mean.value == 14_605
    assert histogram.mean.error == pytest.approx(5 / np.sqrt(BLOCK - 1))


@pytest.mark.parametrize("dated", [True, False])
def test_two_halves_add_up_to_the_whole(dated):
    times = np.linspace(0, 900, 1_000) if not dated else np.arange(1_000.0)
    whole, first, second = Histogram(dated), Histogram(dated), Histogram(dated)

    whole.take(times)
    first.take(times[:300])
    second.take(times[300:])
    first.add(second)

    assert (first.number, first.sum, first.squares) == (
        whole.number,
        whole.sum,
        whole.squares,
    )
    assert first.counts.tolist() == whole.counts.tolist()
