"""Each module has its own test file, and each test file its module or a reason."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
TESTS: Final = ROOT / "tests"
#: Words without conduct: what they promise is asked of the drivers and emulators behind them.
BARE_WORDS: Final = "port.py"
#: Modules without a test file of their own name, each with the tests that show it.
ELSEWHERE: Final[dict[str, str]] = {
    # Raised everywhere in the builder.
    "image-build/imager/errors.py": "tests/imager/test_tools.py",
    # The words of the portal: that each German one has its English one is asked of all at once.
    "archive/portal/texts_de.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_de_access.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_de_account.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_de_exports.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_de_names.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_de_pages.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_de_rules.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_en.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_en_access.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_en_account.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_en_exports.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_en_names.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_en_pages.py": "tests/archive/portal/test_texts.py",
    "archive/portal/texts_en_rules.py": "tests/archive/portal/test_texts.py",
    "archive/replica/index_tables.py": "tests/archive/replica/test_index_file.py",
    # Values and errors: what they promise is asked where they are made and raised.
    "archive/accounts/errors.py": "tests/archive/accounts/test_users.py",
    "archive/api/acks.py": "tests/archive/api/test_status.py",
    "archive/heads/errors.py": "tests/archive/heads/test_shelf.py",
    "archive/heads/examine_heads.py": "tests/archive/program/test_audit.py",
    "archive/heads/examine_till.py": "tests/archive/program/test_audit.py",
    "archive/heads/subjects.py": "tests/archive/heads/test_log.py",
    "archive/index/append_sql.py": "tests/archive/index/test_ledger.py",
    "archive/index/tables.py": "tests/archive/index/test_migrate.py",
    "archive/index/people.py": "tests/archive/accounts/test_users.py",
    "archive/world.py": "tests/archive/program/test_serve.py",
    "archive/conformance/__main__.py": "tests/archive/conformance/test_main.py",
    "archive/conformance/book.py": "tests/archive/conformance/test_checks.py",
    "archive/conformance/kit.py": "tests/archive/conformance/test_checks.py",
    "archive/program/options.py": "tests/archive/program/test_assembly.py",
    "archive/program/output.py": "tests/archive/program/test_main.py",
    "firmware/accord/errors.py": "tests/accord/test_batch.py",
    "firmware/evidence/errors.py": "tests/evidence/test_note.py",
    "firmware/app/devices.py": "tests/app/test_assembly.py",
    "firmware/app/rooms.py": "tests/app/test_boot.py",
    "firmware/app/keep/room.py": "tests/app/keep/test_second_stories.py",
    "firmware/app/stick/room.py": "tests/app/test_going_down_exports.py",
    "firmware/app/stick/writer.py": "tests/app/stick/test_export.py",
    "firmware/export/errors.py": "tests/export/test_dep_file.py",
    "firmware/export/package/part.py": "tests/export/package/test_folder.py",
    "firmware/export/tables/registry.py": "tests/export/tables/test_description.py",
    "firmware/export/tables/table.py": "tests/export/tables/test_csv_form.py",
    "firmware/rksv/errors.py": "tests/rksv/test_chain.py",
    "firmware/sync/archive/assembly.py": "tests/sync/archive/test_side.py",
    "firmware/sync/archive/client.py": "tests/sync/archive/test_side_bad_days.py",
    "firmware/sync/archive/events.py": "tests/sync/archive/test_pace.py",
    "firmware/sync/archive/memory.py": "tests/sync/archive/test_side_bad_days.py",
    "firmware/sync/endpoint.py": "tests/sync/test_config.py",
    "firmware/sync/office.py": "tests/sync/test_main.py",
    "firmware/sync/fault.py": "tests/sync/test_finanzonline.py",
    "firmware/till/exports/requests.py": "tests/till/exports/test_news.py",
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
    "firmware/desk/manual/functions_archive.py": "tests/till/test_cases.py",
    "firmware/desk/manual/functions_cash.py": "tests/till/test_cases.py",
    "firmware/desk/manual/functions_end.py": "tests/till/test_cases.py",
    "firmware/desk/manual/functions_update.py": "tests/till/test_cases.py",
    "firmware/desk/manual/functions_export.py": "tests/till/test_cases.py",
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
    "firmware/app/archive/room.py": "tests/app/archive/test_link_stories.py",
    "firmware/till/upkeep/archive_requests.py": "tests/till/test_requests.py",
    "firmware/till/upkeep/copies.py": "tests/till/upkeep/test_copy_news.py",
    "firmware/till/upkeep/status_requests.py": "tests/till/test_requests.py",
    "firmware/till/upkeep/update_requests.py": "tests/till/upkeep/test_update.py",
}
#: Folders of tests about more than one module.
CROSSING: Final = frozenset(
    {
        "architecture",
        "bench",
        "browser",
        "campaign",
        "conformance",
        "docs",
        "faultdisk",
        "faultproxy",
        "fuzz",
        "power",
        "scripts",
        "security",
        "simulation",
        "stickfs",
        "systemd",
        "vm",
    }
)
#: Test files about more than one module of a room, with what they are about. A file called after a
#: module and something more (test_driver_pin.py) needs no entry.
BESIDE: Final[dict[str, str]] = {
    "tests/app/archive/test_link_stories.py": "the archive on a whole till",
    "tests/image/update/test_cut_stories.py": "a power cut before each step of an update",
    "tests/imager/test_bundle_image.py": "bundles with RAUC itself",
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
    "tests/export/viewer/test_verdicts.py": "the viewer and Python on the same DEPs",
    "tests/archive/conformance/test_main.py": "the kit as it is called",
    "tests/archive/deploy/test_fleet.py": "two processes as the SQL and the settings set them up",
    "tests/archive/deploy/test_manifests.py": "compose file, manifests, settings, alert rules",
    "tests/archive/deploy/test_units.py": "systemd units",
    "tests/export/viewer/test_verdicts_archive.py": "the viewer and the audit on an archive's word",
    "tests/export/viewer/test_verdicts_codes.py": "the viewer and Python on codes from paper",
    "tests/export/viewer/test_verdicts_folder.py": "the viewer and the audit on the same folders",
    "tests/export/viewer/test_verdicts_journal.py": "the viewer and the audit on the same rows",
    "tests/export/viewer/test_verdicts_random.py": "the viewer and Python on what chance made",
    "tests/export/audit/test_mutations.py": "every bit of every file of an export",
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
    is_below = inside.parts[0] in {"firmware", "image-build"}
    parts = inside.parts[1:] if is_below else inside.parts
    return TESTS.joinpath(*parts[:-1], f"test_{module.name}")


def _modules() -> list[Path]:
    return sorted(
        path
        for room in ("firmware", "hal", "archive", "image-build")
        for path in (ROOT / room).rglob("*.py")
        if path.name not in {"__init__.py", "__main__.py", BARE_WORDS}
        # Read by Alembic, shown by every test that has a database.
        and "migrations" not in path.parts
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
    above = {"hal": (), "archive": (), "imager": ("image-build",), "machine": ("image-build",)}
    room = ROOT.joinpath(*above.get(inside[0], ("firmware",)), *inside).parent
    words = test.stem.removeprefix("test_").split("_")
    candidates = ("_".join(words[:count]) for count in range(len(words), 0, -1))
    return any((room / f"{candidate}.py").exists() for candidate in candidates)


def test_files_beside_the_mirror_exist() -> None:
    """The list holds no name of a file that has gone."""
    assert [] == [name for name in BESIDE if not (ROOT / name).exists()]
