"""In place of QEMU: control line, test line, and an end that the first argument tells.

Run as a program; it speaks just as much as `machine.qemu` asks of it.
"""

import json
import socket
import sys
import threading
from pathlib import Path

FATES = {
    "restart": [{"event": "SHUTDOWN", "data": {"reason": "guest-reset"}}],
    "tryboot": [{"event": "SHUTDOWN", "data": {"reason": "guest-reset"}}],
    "watchdog": [
        {"event": "WATCHDOG", "data": {"action": "reset"}},
        {"event": "SHUTDOWN", "data": {"reason": "guest-reset"}},
    ],
    "off": [{"event": "SHUTDOWN", "data": {"reason": "guest-shutdown"}}],
    "crash": [],
}


def _path(option: str) -> str:
    return sys.argv[sys.argv.index(option) + 1].removeprefix("unix:").split(",", 1)[0]


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(1)
    return listener


def _pins(listener: socket.socket) -> None:
    line, _ = listener.accept()
    for _ in line.makefile("rb"):
        line.sendall(b"OK\n")


def _control(listener: socket.socket, fate: str) -> None:
    line, _ = listener.accept()
    line.sendall(b'{"QMP": {}}\n')
    for raw in line.makefile("rb"):
        asked = json.loads(raw)
        command = asked["execute"]
        chip = {"name": "device[7]", "type": "child<pl061>"}
        said: object = [chip] if command == "qom-list" else {}
        line.sendall(json.dumps({"return": said}).encode() + b"\n")
        if command == "device_del":
            gone = {"event": "DEVICE_DELETED", "data": {"device": asked["arguments"]["id"]}}
            line.sendall(json.dumps(gone).encode() + b"\n")
        if command == "system_powerdown":
            if fate == "tryboot":
                _say("Restarting system with command '0 tryboot'\n")
            for event in FATES[fate]:
                line.sendall(json.dumps(event).encode() + b"\n")
            return


def _say(text: str) -> None:
    words = next(word for word in sys.argv if word.startswith("file,id=console"))
    path = words.split("path=", 1)[1].split(",", 1)[0]
    with Path(path).open("a", encoding="ascii") as console:
        console.write(text)


def main(fate: str) -> int:
    """Live as told; returns the exit code."""
    for word in sys.argv:
        if word.startswith("virt,dumpdtb="):
            Path(word.split("=", 1)[1]).write_bytes(b"tree")
            return 0
    control = _listen(_path("-qmp"))
    pins = _listen(_path("-qtest"))
    if fate == "refuse":
        sys.stderr.write("toy: no such machine\n")
        control.accept()[0].close()
        return 1
    threading.Thread(target=_pins, args=(pins,), daemon=True).start()
    _control(control, fate)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
