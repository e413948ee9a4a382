"""Run the benchmarks, or those that are named."""

from __future__ import annotations

import sys
from importlib import import_module
from platform import python_version

NAMES = (
    "lives",
    "guards",
    "memory",
    "models",
    "deadlines",
    "audits",
    "screening",
    "sampling",
    "queueing",
    "exact",
    "startup",
    "pages",
)


def main(names: list[str]) -> int:
    wrong = [name for name in names if name not in NAMES]
    if wrong:
        there = ", ".join(NAMES)
        print(f"no benchmark '{wrong[0]}'; there are {there}", file=sys.stderr)
        return 2
    print(f"CPython {python_version()}; medians, contestants taking turns")
    for name in names or NAMES:
        import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
