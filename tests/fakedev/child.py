"""The process with the shim: evaluates lines of Python from the test, answers in JSON.

The first line is a program (as a JSON string) that makes the drivers; every later one is an
expression. Dataclasses and enums come back as their repr.
"""

import json
import sys

from hal.errors import HalError


def main() -> None:
    """Serve standard input until it ends."""
    names: dict[str, object] = {}
    for line in sys.stdin:
        try:
            source = json.loads(line)
            if "def " in source or "import " in source:
                exec(source, names)
                answer: dict[str, object] = {"value": None}
            else:
                answer = {"value": eval(source, names)}
        except HalError as error:
            answer = {"fault": error.fault.name, "detail": str(error)}
        except Exception as error:  # noqa: BLE001
            answer = {"error": repr(error)}
        sys.stdout.write(json.dumps(answer, default=repr) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
