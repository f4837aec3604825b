"""A card with toy systems, and starts of it: everything real but what is in the systems.

Kernel, start file system, hash trees and boot partitions are made as the image makes them; the
system is a shell that says READY. The firmware is played: it says the partition, whether it is a
trial, and why the machine starts.
"""

import random
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from imager import cmdline, initramfs, kernel, plan, tryboot, verity
from imager.store import Store
from imager.tools import ToolRoot
from machine.partitions import Fat, partitions_of
from machine.tools import Tools

SOURCES = Path(initramfs.__file__).parents[1]
EPOCH = 1_700_000_000
MIB = 1024 * 1024
POWER_ON, RESTART = 0x1000, 0x20
#: A start takes eight seconds on a quiet machine, and a minute beside seven others at work.
DEADLINE_S = 300
MACHINE = [
    *("-M", "virt", "-cpu", "max,pauth-impdef=on", "-smp", "2", "-m", "512"),
    *("-nodefaults", "-nographic"),
]
AUTOBOOT = (
    "[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n#kassa a=good b=good\n"
    f"#{'.' * 130}\n"
)
TOY = """#!/bin/sh
exec >/dev/console 2>&1
echo "READY $(cat /run/standlkassa-image/start)"
case $(cat /proc/cmdline) in
*toy=read*) cat /ballast >/dev/null; echo "READ $?" ;;
*toy=tryboot*)
    mount -t sysfs sysfs /sys
    insmod /kassa_tryboot.ko && echo "LOADED $(cat /sys/firmware/kassa_tryboot/tryboot)"
    echo 1 >/sys/firmware/kassa_tryboot/tryboot && echo "ASKED"
    echo "STILL $(cat /sys/firmware/kassa_tryboot/tryboot)"
    ;;
esac
poweroff -f
"""
SIZES = {"bootconf": 4, "boot_a": 16, "boot_b": 16, "system_a": 20, "system_b": 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What a start said, until it switched itself off or restarted."""

    console: str

    def has(self, *words: str) -> bool:
        """Whether all of it was said."""
        return all(one in self.console for one in words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The parts that every card is made of, in a folder below the tree of tools."""

    tools: ToolRoot
    programs: Tools
    folder: Path
    seal: verity.Seal

    def card(self, path: Path, names: dict[str, str] | None = None) -> Path:
        """A card with the same toy in both slots; partitions may be called something else."""
        script = "label: gpt\n" + "".join(
            f'size={size}MiB, name="{(names or {}).get(name, name)}"\n'
            for name, size in SIZES.items()
        )
        path.write_bytes(b"")
        with path.open("r+b") as file:
            file.truncate((sum(SIZES.values()) + 4) * MIB)
        self.programs.run("sfdisk", "--quiet", path, stdin=script.encode())
        places = list(partitions_of(path).values())
        with path.open("r+b") as file:
            for name, place in zip(SIZES, places, strict=True):
                file.seek(place.offset)
                file.write((self.folder / f"{name.partition('_')[0]}.img").read_bytes())
        return path

    def start(
        self,
        card: Path,
        *,
        number: int = 2,
        reset: int = POWER_ON,
        trial: bool = False,
        line: str = "",
        stick: Path | None = None,
    ) -> Started:
        """One start, ended by the machine itself, or by us once it waits for somebody."""
        words = [
            *("-accel", "tcg,thread=multi", "-no-reboot", "-serial", "stdio", "-nic", "none"),
            *("-kernel", str(self.folder / "vmlinuz")),
            *("-initrd", str(self.folder / "initramfs.img")),
            *("-append", line or self.line),
            *("-dtb", str(self._tree(card, number, reset, trial=trial))),
            *("-drive", f"if=none,id=card,format=raw,file={card}"),
            *("-device", "virtio-blk-pci,drive=card", "-device", "qemu-xhci"),
        ]
        if stick is not None:
            words += ["-drive", f"if=none,id=stick,format=raw,file={stick}"]
            words += ["-device", "usb-storage,drive=stick"]
        with self._running([*MACHINE, *words]) as process:
            assert process.stdout is not None
            said: list[str] = []
            for raw in process.stdout:
                said.append(raw.decode(errors="replace"))
                if "write the card again" in said[-1]:
                    process.kill()
        return Started(console="".join(said))

    @property
    def line(self) -> str:
        """The command line of both slots."""
        return cmdline.command_line(self.seal)

    def autoboot(self, card: Path) -> str:
        """What the card has the firmware start."""
        place = partitions_of(card)[1]
        return (
            Fat(tools=self.programs, image=card, offset=place.offset).read("autoboot.txt").decode()
        )

    def _tree(self, card: Path, number: int, reset: int, *, trial: bool) -> Path:
        bare = self.folder / "virt.dtb"
        if not bare.exists():
            dump = [MACHINE[0], f"virt,dumpdtb={bare}", *MACHINE[2:]]
            subprocess.run(
                self.programs.command("qemu-system-aarch64", *dump),
                env=self.programs.environment,
                check=True,
                capture_output=True,
                timeout=DEADLINE_S,
            )
        tree = card.with_suffix(".dtb")
        shutil.copyfile(bare, tree)
        node = "/chosen/bootloader"
        self.programs.run("fdtput", "-p", "-c", tree, node)
        for name, value in (("partition", number), ("tryboot", int(trial)), ("rsts", reset)):
            self.programs.run("fdtput", tree, node, name, str(value))
        return tree

    @contextmanager
    def _running(self, words: list[str]) -> Iterator[subprocess.Popen[bytes]]:
        with subprocess.Popen(
            self.programs.command("qemu-system-aarch64", *words),
            env=self.programs.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            late: list[str] = []
            deadline = Timer(DEADLINE_S, lambda: (late.append("late"), process.kill()))
            deadline.start()
            try:
                yield process
            finally:
                deadline.cancel()
                process.kill()
            assert [] == late, f"the machine came to no end within {DEADLINE_S} s"


def rot(card: Path, partition: int, at: int) -> None:
    """Turn one byte of a partition over."""
    place = partitions_of(card)[partition].offset + at
    with card.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 0xFF]))


def made() -> Bench:
    """The parts, made anew with the tools and packages of the image."""
    store = Store(plan.of_checkout().cache, print)
    with store.reserved():
        tools = store.tools()
        folder = tools.work / "trials"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        loose = store.unpacked("unpacked", "arm64", folder / "loose")
        base = store.unpacked("device", "arm64", folder / "base")
    found = kernel.find(loose)
    kernel.index(tools, loose, found.release)
    shutil.copyfile(found.image, folder / "vmlinuz")
    parts = initramfs.Parts(
        sources=SOURCES / "initramfs", trees=(base, loose), modules=found.modules
    )
    (folder / "initramfs.img").write_bytes(initramfs.build(tools, parts, EPOCH))
    bench = Bench(
        tools=tools,
        programs=Tools(tools.root),
        folder=folder,
        seal=_system(tools, folder, loose / "usr/bin/busybox", found.release),
    )
    _fat(bench, "bootconf", {"autoboot.txt": AUTOBOOT.encode()})
    packed = tools.run("gzip", "-9", "-n", "-c", stdin=b"a kernel that only has to be whole")
    start = (folder / "initramfs.img").read_bytes()
    names = {"kernel8.img": packed, "initramfs.img": start, "cmdline.txt": bench.line.encode()}
    _fat(bench, "boot", names)
    return bench


def _system(tools: ToolRoot, folder: Path, busybox: Path, release: str) -> verity.Seal:
    toy = folder / "toy"
    for name in ("bin", "sbin", "dev", "proc", "sys", "run"):
        (toy / name).mkdir(parents=True)
    shutil.copyfile(busybox, toy / "bin/busybox")
    for applet in ("sh", "cat", "insmod", "mount", "poweroff"):
        (toy / "bin" / applet).symlink_to("busybox")
    (toy / "sbin/init").write_text(TOY)
    (toy / "bin/busybox").chmod(0o755)
    (toy / "sbin/init").chmod(0o755)
    own = tryboot.build(tools, SOURCES / "tryboot", release, EPOCH)
    (toy / f"{tryboot.NAME}.ko").write_bytes(own)
    (toy / "ballast").write_bytes(random.Random(7).randbytes(8 * MIB))
    tools.run("mkfs.erofs", "--quiet", "-T", str(EPOCH), folder / "system.img", toy)
    return verity.seal(tools, folder / "system.img")


def _fat(bench: Bench, name: str, files: dict[str, bytes]) -> None:
    size = next(size for place, size in SIZES.items() if place.startswith(name))
    image = bench.folder / f"{name}.img"
    image.write_bytes(bytes(size * MIB))
    bench.programs.run("mkfs.vfat", "--invariant", image)
    for file, content in files.items():
        source = bench.folder / file
        if not source.exists():
            source.write_bytes(content)
        bench.programs.run("mtools", "-c", "mcopy", "-i", image, source, f"::{file}")
