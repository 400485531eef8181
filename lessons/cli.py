"""The command ``lessons``: one subcommand for each thing that a person does with the kit."""

import argparse
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``lessons`` with ``argv``.

    Returns
    -------
    int
        0 if all went well, 1 if a check found something, 2 if the command couldn't run,
        130 if Ctrl-C stopped it.

    Examples
    --------
    >>> main(["check"])  # doctest: +SKIP
    0
    """
    options = parser().parse_args(argv)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """Describe the subcommands and their options."""
    top = argparse.ArgumentParser(prog="lessons", description="Reading a Crisis, a teaching kit.")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    start = commands.add_parser("start", help="open the lessons in JupyterLab")
    start.add_argument("--ip", default="127.0.0.1", help="address to listen on (this machine)")
    start.add_argument("--port", type=int, help="port to listen on (the first free one from 8888)")
    start.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
    start.set_defaults(run=run_start)

    check = commands.add_parser("check", help="look for mistakes in data and questions")
    check.set_defaults(run=run_check)
    return top


def run_start(options: argparse.Namespace) -> int:
    """Open the lessons in JupyterLab."""
    from lessons.start import StartError, start

    try:
        start(options.ip, options.port, browser=not options.no_browser)
    except StartError as error:
        return fail(str(error))
    return 0


def run_check(_options: argparse.Namespace) -> int:
    """Print each mistake in the kit's data and questions on a line of its own."""
    from lessons.kit import curriculum, data
    from lessons.kit.quiz import bank

    checks = [data.check, bank.check, curriculum.check]
    found = [finding for check in checks for finding in check()]
    for line in found:
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{len(found)} to mend.\n" if found else "Nothing to mend.\n")
    return 1 if found else 0


def fail(sentence: str) -> int:
    """Print one sentence for the person who typed the command; return the exit code 2."""
    sys.stderr.write(f"lessons: {sentence}\n")
    return 2
