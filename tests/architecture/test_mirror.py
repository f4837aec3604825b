"""Each module has its own test file, and each test file its module or a reason."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
TESTS: Final = ROOT / "tests"
#: Words without conduct: what they promise is asked of the drivers and emulators behind them.
BARE_WORDS: Final = "port.py"
#: Modules without a test file of their own name, each with the tests that show it.
ELSEWHERE: Final[dict[str, str]] = {
    # Values and errors: what they promise is asked where they are made and raised.
    "firmware/app/devices.py": "tests/app/test_assembly.py",
    "firmware/export/errors.py": "tests/export/test_dep_file.py",
    "firmware/rksv/errors.py": "tests/rksv/test_chain.py",
    "firmware/sync/endpoint.py": "tests/sync/test_config.py",
    "firmware/sync/fault.py": "tests/sync/test_finanzonline.py",
    "firmware/till/fiscal/ending_requests.py": "tests/till/fiscal/test_ending.py",
    "firmware/till/fiscal/office_requests.py": "tests/app/test_office.py",
    "firmware/till/payment/card_requests.py": "tests/app/test_card_payments.py",
    "hal/errors.py": "tests/hal/card/test_conformance.py",
    # Chapters of one document.
    "firmware/export/papers/e131_access.py": "tests/export/papers/test_e131.py",
    "firmware/export/papers/e131_device.py": "tests/export/papers/test_e131.py",
    "firmware/export/papers/e131_order.py": "tests/export/papers/test_e131.py",
    "firmware/export/papers/e131_records.py": "tests/export/papers/test_e131.py",
    "firmware/export/papers/e131_rksv.py": "tests/export/papers/test_e131.py",
    # Parts of an emulator that only make sense together.
    "hal/card/emulator_profile.py": "tests/hal/card/test_emulator.py",
    "hal/card/emulator_request.py": "tests/hal/card/test_emulator.py",
    "hal/remote/emulator_http.py": "tests/hal/remote/test_https.py",
    # Rows of the manual: what they say is run, row by row.
    "firmware/desk/manual/articles.py": "tests/till/test_cases.py",
    "firmware/desk/manual/automatic.py": "tests/till/test_cases.py",
    "firmware/desk/manual/case.py": "tests/till/test_cases.py",
    "firmware/desk/manual/chapters.py": "tests/till/test_cases.py",
    "firmware/desk/manual/clerks.py": "tests/till/test_cases.py",
    "firmware/desk/manual/closing.py": "tests/till/test_cases.py",
    "firmware/desk/manual/corrections.py": "tests/till/test_cases.py",
    "firmware/desk/manual/deposits.py": "tests/till/test_cases.py",
    "firmware/desk/manual/discounts.py": "tests/till/test_cases.py",
    "firmware/desk/manual/functions.py": "tests/till/test_cases.py",
    "firmware/desk/manual/functions_cash.py": "tests/till/test_cases.py",
    "firmware/desk/manual/functions_end.py": "tests/till/test_cases.py",
    "firmware/desk/manual/functions_stall.py": "tests/till/test_cases.py",
    "firmware/desk/manual/functions_swap.py": "tests/till/test_cases.py",
    "firmware/desk/manual/functions_till.py": "tests/till/test_cases.py",
    "firmware/desk/manual/paying.py": "tests/till/test_cases.py",
    "firmware/desk/manual/refunds.py": "tests/till/test_cases.py",
    "firmware/desk/manual/ringing_up.py": "tests/till/test_cases.py",
    "firmware/desk/manual/vectors.py": "tests/till/test_cases.py",
    # What is wanted and what answers it: values of the same two unions.
    "firmware/till/fiscal/calendar_requests.py": "tests/till/test_requests.py",
    "firmware/till/fiscal/commission_requests.py": "tests/till/fiscal/test_commissioning.py",
    "firmware/till/fiscal/requests.py": "tests/till/test_requests.py",
    "firmware/till/upkeep/status_requests.py": "tests/till/test_requests.py",
}
#: Folders of tests about more than one module.
CROSSING: Final = frozenset(
    {"architecture", "bench", "browser", "conformance", "docs", "power", "scripts", "systemd"}
)
#: Test files about more than one module of a room, with what they are about. A file called after a
#: module and something more (test_driver_pin.py) needs no entry.
BESIDE: Final[dict[str, str]] = {
    "tests/app/test_calendar_stories.py": "months, years and inspections on a whole till",
    "tests/app/test_clock_stories.py": "clocks that jump, rest and are set on a whole till",
    "tests/app/life/test_ending_stories.py": "the end of a register on a whole till",
    "tests/app/life/test_replacement_stories.py": "a register that goes on on another till",
    "tests/app/test_failure_stories.py": "keys pressed while a device fails",
    "tests/app/test_fault_stories.py": "one fault of the card after another on a whole till",
    "tests/app/test_fitting_stories.py": "key switch and drawer on a whole till",
    "tests/app/test_limit_stories.py": "amounts at every limit on a whole till",
    "tests/app/test_office_stories.py": "FinanzOnline on a whole till",
    "tests/app/test_outage_stories.py": "the card's failures on a whole till",
    "tests/desk/test_desk_stories.py": "a card's misfortunes and the keys that end it on the desk",
    "tests/app/test_paper_stories.py": "the printer's failures on a whole till",
    "tests/app/test_pin_stories.py": "a refused PIN on a whole till",
    "tests/app/test_power_stories.py": "what a boot finds after a cut",
    "tests/app/test_service_stories.py": "card and signature service on a whole till",
    "tests/app/test_terminal_stories.py": "card payments on a whole till",
    "tests/app/test_storno_stories.py": "what comes after the receipt on a whole till",
    "tests/app/test_storage_stories.py": "full and broken disks on a whole till",
    "tests/desk/manual/test_on_hardware.py": "the table of cases on the bench",
    "tests/finanzonline/test_client_bad_days.py": "kassa-sync's client and a misbehaving office",
    "tests/finanzonline/test_client_fuzz.py": "kassa-sync's client and mutated answers",
    "tests/finanzonline/test_client_lives.py": "kassa-sync's client and the office over years",
    "tests/finanzonline/test_client_orders.py": "kassa-sync's client and the office, act by act",
    "tests/finanzonline/test_office_codes.py": "the emulated FinanzOnline: return codes",
    "tests/finanzonline/test_office_receipts.py": "the emulated FinanzOnline: receipt checks",
    "tests/finanzonline/test_office_tricks.py": "the emulated FinanzOnline: misbehaviour",
    "tests/finanzonline/test_office_wire.py": "the emulated FinanzOnline: forms and sessions",
    "tests/hal/card/test_conformance.py": "one conduct over every reader",
    "tests/hal/printer/test_conformance.py": "one conduct over every line",
    "tests/rksv/test_bmf_scenarios.py": "the ministry's published scenarios",
    "tests/store/test_cuts.py": "every statement of the book cut",
    "tests/store/test_stories.py": "random lives of a book",
    "tests/till/test_any_keys.py": "random walks over the table",
    "tests/till/test_cases.py": "the table of cases, row by row",
    "tests/till/test_storm.py": "a million keys, in the long lane",
    "tests/till/test_render_transitions.py": "the page of transitions is fresh",
}


def _mirror(module: Path) -> Path:
    """Where the tests of a module are: firmware/till/keys.py in tests/till/test_keys.py."""
    inside = module.relative_to(ROOT)
    parts = inside.parts[1:] if inside.parts[0] == "firmware" else inside.parts
    return TESTS.joinpath(*parts[:-1], f"test_{module.name}")


def _modules() -> list[Path]:
    return sorted(
        path
        for room in ("firmware", "hal")
        for path in (ROOT / room).rglob("*.py")
        if path.name not in {"__init__.py", BARE_WORDS}
    )


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_module_has_its_test_file() -> None:
    """Whoever reads a module knows where its tests are."""
    missing = [
        _name(module)
        for module in _modules()
        if not _mirror(module).exists() and _name(module) not in ELSEWHERE
    ]

    assert [] == missing


def test_exceptions_name_tests_that_exist() -> None:
    """A module without a test file is shown by another, and only while it has none."""
    stale = [
        name
        for name, tests in ELSEWHERE.items()
        if not (ROOT / name).exists()
        or _mirror(ROOT / name).exists()
        or not all((ROOT / one).exists() for one in tests.split(", "))
    ]

    assert [] == stale


def test_every_test_file_has_its_module() -> None:
    """A test file that mirrors nothing says in the list what it is about."""
    strays = [
        _name(path)
        for path in sorted(TESTS.rglob("test_*.py"))
        if path.relative_to(TESTS).parts[0] not in CROSSING
        and not _is_of_a_module(path)
        and _name(path) not in BESIDE
    ]

    assert [] == strays


def _is_of_a_module(test: Path) -> bool:
    """Whether a test file is called after a module of its room, with or without something more."""
    inside = test.relative_to(TESTS).parts
    room = ROOT.joinpath(*(inside if inside[0] == "hal" else ("firmware", *inside))).parent
    words = test.stem.removeprefix("test_").split("_")
    candidates = ("_".join(words[:count]) for count in range(len(words), 0, -1))
    return any((room / f"{candidate}.py").exists() for candidate in candidates)


def test_files_beside_the_mirror_exist() -> None:
    """The list holds no name of a file that has gone."""
    assert [] == [name for name in BESIDE if not (ROOT / name).exists()]
