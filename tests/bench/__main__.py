"""`make bench`: every figure as a ratio to what the machine itself can do, in one run."""

from tests.bench import issue_rate, start_time, verify_rate


def main() -> None:
    """Run all benchmarks, one after the other."""
    for name, bench in (
        ("BAR to commit", issue_rate),
        ("start to first key", start_time),
        ("verify", verify_rate),
    ):
        print(f"== {name}")  # noqa: T201
        bench.main()


if __name__ == "__main__":
    main()
