"""A scenario file to a `Scenario`, or to every mistake in it at once; and back.

The file is read as strictly as a process folder: each key by exact type, unknown ones
refused, names resolved in the rulebook, figures only with a source.
"""

from qualflow.simulate.loading.reading import ScenarioError, process_of, read_scenario
from qualflow.simulate.loading.writing import written

__all__ = ["ScenarioError", "process_of", "read_scenario", "written"]
