"""`python -m archive.conformance --url … --key …`: a table, and 1 where the archive differs."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing

from archive.client.client import ClientError, Wire
from archive.conformance.checks import CHECKS
from archive.conformance.kit import Kit, run


def examined(url: str, key: str, ca: str | None) -> int:
    """Run every check against an archive and print the table; how many failed.

    Raises:
        ClientError: `url` is no address.
    """
    faults = 0
    with closing(Wire(url, ca)) as wire:
        for outcome in run(Kit(wire, key), CHECKS):
            faults += bool(outcome.fault)
            mark = "FAILED" if outcome.fault else "ok"
            sys.stdout.write(f"{mark:7}{outcome.name}: {outcome.says}\n")
            if outcome.fault:
                sys.stdout.write(f"       {outcome.fault}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(CHECKS) - faults} of {len(CHECKS)} as the protocol says\n")
    return faults


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 all good, 1 something differs, 2 wrong call."""
    parser = argparse.ArgumentParser(prog="archive-conformance", description=__doc__)
    parser.add_argument("--url", required=True, help="https://… of the archive")
    parser.add_argument("--key", required=True, help="a registration key, 48 digits; is used up")
    parser.add_argument("--ca", help="certificate (PEM) that is trusted alone")
    said = parser.parse_args(arguments)
    try:
        return 1 if examined(said.url, said.key, said.ca) else 0
    except (ClientError, OSError) as error:
        sys.stderr.write(f"archive-conformance: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
