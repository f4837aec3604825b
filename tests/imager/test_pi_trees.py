"""Device trees as the boards get them, merged by the real tools."""

from pathlib import Path

import pytest

from imager import kernel, pi, plan
from imager.store import Store
from imager.tools import ToolRoot
from machine.tools import MachineError, Tools

pytestmark = pytest.mark.image

BOOT = Path(pi.__file__).parents[1] / "boot"
OLD = sorted(name for name, (_, change) in pi.TREES.items() if change == "bcm2835")
NEW = sorted(name for name, (_, change) in pi.TREES.items() if change == "bcm2712")
HEADER = "/axi/pcie@1000120000/pci@0,0/dev@0,0/pci-ep-bus@1"


class Trees:
    """The merged trees; questions by board, node and property."""

    def __init__(self, tools: ToolRoot, folder: Path) -> None:
        """Args: the tree of tools, and where the trees are laid."""
        self._programs = Tools(tools.root)
        self._folder = folder

    def ask(self, board: str, node: str, name: str) -> str:
        """A property as fdtget writes it; an error where there is none."""
        tree = self._folder / f"{board}.dtb"
        return self._programs.run("fdtget", tree, node, name).decode().strip()


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Trees:
    """All of them."""
    store = Store(plan.of_checkout().cache, print)
    folder = tmp_path_factory.mktemp("trees")
    with store.reserved():
        tools = store.tools()
        loose = store.unpacked("unpacked", "arm64", folder / "loose")
        found = kernel.find(loose)
        for name, content in pi.boot_files(tools, loose, found.device_trees, BOOT).items():
            (folder / name).write_bytes(content)
    return Trees(tools, folder)


@pytest.mark.parametrize(
    ("board", "bus"),
    [
        *((board, "/soc/i2c@7e804000") for board in OLD),
        *((b, f"{HEADER}/i2c@40074000") for b in NEW),
    ],
)
def test_display_and_clock_have_their_bus(trees: Trees, board: str, bus: str) -> None:
    """On, at 400 kHz, with both clocks that are sold."""
    assert "okay" == trees.ask(board, bus, "status")
    assert "400000" == trees.ask(board, bus, "clock-frequency")
    assert "maxim,ds3231" == trees.ask(board, f"{bus}/rtc@68", "compatible")
    assert "nxp,pcf8563" == trees.ask(board, f"{bus}/rtc@51", "compatible")


@pytest.mark.parametrize("board", OLD)
def test_the_serial_line_is_the_printers(trees: Trees, board: str) -> None:
    """The good UART on pins 14 and 15, nothing else there, and no console on it."""
    uart = "/soc/serial@7e201000"
    pins = trees.ask(board, "/soc/gpio@7e200000/uart0-gpio14", "phandle")

    assert pins == trees.ask(board, uart, "pinctrl-0")
    assert "disabled" == trees.ask(board, f"{uart}/bluetooth", "status")
    assert "disabled" == trees.ask(board, "/soc/serial@7e215040", "status")
    # An empty word: its end, a zero, is all there is.
    assert "0" == trees.ask(board, "/chosen", "stdout-path")
    assert uart == trees.ask(board, "/aliases", "serial0")


@pytest.mark.parametrize("board", OLD)
def test_a_display_on_spi_leaves_pin_7_alone(trees: Trees, board: str) -> None:
    """Data pins and one chip select; the key switch keeps its other pin."""
    pins = trees.ask(board, "/soc/gpio@7e200000/kassa-spi0-pins", "brcm,pins")
    gpio = trees.ask(board, "/soc/gpio@7e200000", "phandle")

    assert "9 10 11" == pins
    assert f"{gpio} 8 1" == trees.ask(board, "/soc/spi@7e204000", "cs-gpios")


@pytest.mark.parametrize(
    ("board", "header"),
    [
        *((board, "/soc/gpio@7e200000") for board in OLD),
        *((b, f"{HEADER}/pinctrl@400d0000") for b in NEW),
    ],
)
def test_the_button_ends_the_till(trees: Trees, board: str, header: str) -> None:
    """Pin 17 to ground is the power key."""
    gpio = trees.ask(board, header, "phandle")

    assert f"{gpio} 17 1" == trees.ask(board, "/kassa-button/power", "gpios")
    assert "116" == trees.ask(board, "/kassa-button/power", "linux,code")


def test_the_steppings_of_a_pi_5_differ(trees: Trees) -> None:
    """Each has the pin controller of its own silicon: the other one's stops the kernel."""
    pins = "/soc@107c000000/pinctrl@7d504100"

    assert "brcm,bcm2712c0-pinctrl" == trees.ask("bcm2712-rpi-5-b", pins, "compatible")
    assert "brcm,bcm2712d0-pinctrl" == trees.ask("bcm2712d0-rpi-5-b", pins, "compatible")


def test_a_question_about_nothing_is_an_error(trees: Trees) -> None:
    """So that no test above passes on a node that is not there."""
    with pytest.raises(MachineError, match="fdtget"):
        trees.ask("bcm2711-rpi-4-b", "/kassa-nothing", "status")
