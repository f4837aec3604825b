"""Who may name a driver or an emulator of hal: the wiring, the assembly, and the bench."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: These put drivers on lines; everything above them knows ports only.
WIRING = {"firmware/app/assembly.py", "firmware/app/wiring.py"}
DESK = "firmware/desk/"
#: Words of hal: ports, errors, what the caps of a keypad mean, and which lines it hangs on unless
#: the settings say otherwise; the memory of refused PINs, which needs a place on disk; the names of
#: printers that settings may hold; what a screen looks like as dots, to see whether it fits; and
#: modules in the place of others, which know no device.
WORDS = {"port", "errors", "layout", "pins", "refusals", "model", "codec", "stand_in"}


def _imports(path: Path) -> set[str]:
    """Names of the modules a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _hal_modules(path: Path) -> set[str]:
    """The modules of hal a file imports, by dotted name."""
    known = {
        str(one.relative_to(ROOT)).removesuffix(".py").replace("/", ".")
        for one in (ROOT / "hal").rglob("*.py")
    }
    return _imports(path) & known


def test_drivers_only_in_wiring() -> None:
    """A module of the firmware that is not the wiring imports words of hal, never a driver."""
    offenders = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / "firmware").rglob("*.py")
        for name in _hal_modules(path)
        if name.rpartition(".")[2] not in WORDS
        and str(path.relative_to(ROOT)) not in WIRING
        and not str(path.relative_to(ROOT)).startswith(DESK)
    }
    assert offenders == set()


def test_product_imports_no_emulator() -> None:
    """Neither driver nor firmware knows its emulator; only the desk and emulators do."""
    offenders = {
        (str(path.relative_to(ROOT)), name)
        for room in ("firmware", "hal")
        for path in (ROOT / room).rglob("*.py")
        for name in _imports(path)
        if "emulator" in name
        and "emulator" not in path.name
        and not str(path.relative_to(ROOT)).startswith(DESK)
    }
    assert offenders == set()


def test_every_port_has_driver_emulator_and_user() -> None:
    """No port without at least one driver, one emulator, and a firmware module that speaks it."""
    users = {name for path in (ROOT / "firmware").rglob("*.py") for name in _hal_modules(path)}
    for port in sorted((ROOT / "hal").glob("*/port.py")):
        room = port.parent
        siblings = {path.name for path in room.glob("*.py")} - {"__init__.py", "port.py"}
        assert any(name.startswith("emulator") for name in siblings), room.name
        assert any(not name.startswith("emulator") for name in siblings), room.name
        assert f"hal.{room.name}.port" in users, room.name
