"""One benchmark by name: `python -m tests.bench save`."""

import argparse
import sys
from collections.abc import Callable, Mapping
from importlib import import_module

CASES: Mapping[str, str] = {
    "save": "one weighing saved each time",
    "printing": "five-part forms as PDF",
    "scale": "ten years of one station",
    "sync": "a market's journal to the city and to a desk of it",
    "start": "the window from its start to its first rows",
    "stall": "how long the window hears nobody while it saves and prints",
}
"""What can be run, and what it is."""


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Figures beside the bare limit's.")
    parser.add_argument("name", choices=CASES, help="; ".join(f"{name}: {what}" for name, what in CASES.items()))
    run: Callable[[], None] = import_module(f"tests.bench.{parser.parse_args(arguments).name}").main
    run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
