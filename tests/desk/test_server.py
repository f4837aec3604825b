"""The web server over a double: page, profile, notation, and the websocket's conversation."""

import json
import signal
import socket
import threading
from dataclasses import replace
from urllib.request import urlopen

import pytest
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from firmware.desk import server
from firmware.desk.protocol import Outcome, Switch
from hal.buzzer.port import Tone
from hal.keypad.port import Key
from tests.desk.asking import HOST, TestClient, greet, open_till
from tests.desk.fake_desk import PROFILE, FakeDesk, panel, slip


def test_the_page_and_its_parts_are_served(client: TestClient) -> None:
    """Page, scripts and styles come with their types."""
    assert client.get("/").headers["content-type"] == "text/html; charset=utf-8"
    assert "javascript" in client.get("/static/desk.js").headers["content-type"]
    assert client.get("/static/desk.css").headers["content-type"] == "text/css; charset=utf-8"
    assert client.get("/static/../server.py").status_code == 404


def test_the_profile_names_groups_and_header(client: TestClient) -> None:
    """The inlays of the caps and the plate of the till."""
    profile = client.get("/profile.json").json()
    assert profile["register_id"] == "GRAZ-01"
    assert profile["header"] == ["MARKTSTAND HUBER", "Hauptplatz 3, 8010 Graz"]
    assert profile["groups"][:2] == [
        {"number": 1, "name": "Obst"},
        {"number": 2, "name": "Gemüse"},
    ]


class OneRow:
    """Practice with one row, R1, of one line; it remembers what was asked."""

    def __init__(self) -> None:
        self.profile = replace(PROFILE, register_id="GRAZ-02")
        self.number = ""
        self.lines: list[int] = []

    def begin(self, number: str) -> None:
        """See `Practice.begin`."""
        if number != "R1":
            raise ValueError(number)
        self.number = number

    def befall(self, line: int) -> None:
        """See `Practice.befall`."""
        if line:
            raise ValueError(line)
        self.lines.append(line)

    def outcome(self) -> Outcome | None:
        """See `Practice.outcome`."""
        if not self.number:
            return None
        return Outcome(number=self.number, is_display=True, is_journal=False)

    def end(self) -> None:
        """See `Practice.end`."""
        self.number = ""


def test_without_practice_there_is_no_manual(client: TestClient) -> None:
    """No rows, no outcome, and whoever begins one is told so."""
    assert client.get("/manual.json").json() == []
    assert client.get("/outcome.json").json() is None
    with open_till(client) as websocket:
        greet(websocket)
        websocket.send_json({"type": "begin", "number": "R1"})
        answer = websocket.receive_json()
    assert answer == {"type": "done", "error": "An dieser Kasse gibt es kein Handbuch."}


def test_a_row_begins_goes_on_and_ends(desk: FakeDesk) -> None:
    """Each request is answered when it is done; what the manual lacks is answered with why."""
    practice = OneRow()
    app = server.make_app(desk, PROFILE, practice)
    with TestClient(app, base_url=f"http://{HOST}") as client:
        assert client.get("/manual.json").json()[0]["rows"][0]["number"] == "R1"
        assert client.get("/profile.json").json()["register_id"] == "GRAZ-02"
        with open_till(client) as websocket:
            greet(websocket)
            answers = []
            for message in (
                {"type": "begin", "number": "R1"},
                {"type": "befall", "line": 0},
                {"type": "befall", "line": 7},
                {"type": "begin", "number": "R99"},
            ):
                websocket.send_json(message)
                answers.append(websocket.receive_json()["error"])
            assert client.get("/outcome.json").json() == {
                "number": "R1",
                "display": True,
                "journal": False,
            }
            websocket.send_json({"type": "end"})
            assert websocket.receive_json() == {"type": "done", "error": ""}
        assert client.get("/outcome.json").json() is None
    assert [0] == practice.lines
    assert ["", ""] == answers[:2]
    assert [
        "Das gibt es im Handbuch nicht: 7.",
        "Das gibt es im Handbuch nicht: R99.",
    ] == answers[2:]


def test_a_key_sequence_is_parsed_for_the_page(client: TestClient) -> None:
    """Keys in order, and the text in its proper form."""
    answer = client.get("/keys", params={"text": "2 x 5  wg1"})
    assert answer.json() == {"keys": ["2", "×", "5", "WG1"], "text": "2 × 5 WG1"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("250 WG9 BAR", "Das 2. Wort „WG9“ ist keine Taste der Kasse."),
        ("1" * 1001, "Eine Tastenfolge hat höchstens 1000 Tasten."),
    ],
)
def test_a_wrong_sequence_is_refused_with_a_sentence(
    client: TestClient, text: str, sentence: str
) -> None:
    """Status 400, and the sentence names the word."""
    answer = client.get("/keys", params={"text": text})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(sentence)


def test_a_page_is_greeted_with_everything(client: TestClient, desk: FakeDesk) -> None:
    """Slips, then the display, then the view."""
    desk.print(slip(0))
    with open_till(client) as websocket:
        assert [message["type"] for message in greet(websocket)] == ["slip", "display", "view"]


def test_what_happens_is_told(client: TestClient, desk: FakeDesk) -> None:
    """Display, paper, sound and drawer reach an open page."""
    with open_till(client) as websocket:
        greet(websocket)
        desk.show(panel((5, 5)))
        assert websocket.receive_json()["type"] == "display"
        desk.print(slip(0, "BELEG 1"))
        assert websocket.receive_json()["text"] == "BELEG 1"
        desk.play(Tone(hertz=2700, milliseconds=30))
        assert websocket.receive_json() == {"type": "sound", "tones": [[2700, 30]]}
        desk.open_drawer()
        assert websocket.receive_json()["drawer_opened"] == 1


def test_keys_arrive_in_order(client: TestClient, desk: FakeDesk) -> None:
    """What a page presses is pressed, one after the other."""
    with open_till(client) as websocket:
        for key in ("2", "5", "0", "WG1", "BAR"):
            websocket.send_json({"type": "key", "key": key})
        assert desk.wait_for_presses(5) == [
            *(Key.DIGIT_2, Key.DIGIT_5, Key.DIGIT_0, Key.WG1, Key.BAR),
        ]


def test_a_switch_is_moved_and_shown(client: TestClient, desk: FakeDesk) -> None:
    """The page learns the new position from the view, not from itself."""
    with open_till(client) as websocket:
        greet(websocket)
        websocket.send_json({"type": "switch", "switch": "card", "position": "out"})
        assert websocket.receive_json()["switches"]["card"] == "out"
        assert desk.wait_for_moves(1) == [(Switch.CARD, "out")]


def test_a_switch_that_the_bench_lacks_is_refused(client: TestClient, desk: FakeDesk) -> None:
    """The first benches have no network."""
    with open_till(client) as websocket:
        greet(websocket)
        websocket.send_json({"type": "switch", "switch": "network", "position": "off"})
        assert websocket.receive_json() == {
            "type": "error",
            "text": "Der Schalter network ist an dieser Kasse ohne Funktion.",
        }
    assert desk.moved == []


def test_nonsense_is_answered_and_the_page_lives_on(client: TestClient, desk: FakeDesk) -> None:
    """Text and bytes that are no request get a sentence; the next key still counts."""
    with open_till(client) as websocket:
        greet(websocket)
        websocket.send_text("{")
        assert websocket.receive_json() == {"type": "error", "text": "Die Nachricht ist kein JSON."}
        websocket.send_bytes(b"\x00")
        assert websocket.receive_json()["type"] == "error"
        websocket.send_json({"type": "key", "key": "C"})
        assert desk.wait_for_presses(1) == [Key.C]


def test_pages_are_bounded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """One page too many is asked to come later; a closed page makes room."""
    monkeypatch.setattr(server, "MAX_PAGES", 1)
    with open_till(client) as first:
        greet(first)
        with pytest.raises(WebSocketDisconnect) as caught, open_till(client):
            pass
        assert caught.value.code == 1013
    with open_till(client) as second:
        assert greet(second)


def test_an_oversized_frame_ends_the_connection(desk: FakeDesk) -> None:
    """The real server does not even read what no page sends; the code is 1009 (too big)."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        web = server.make_server(desk, PROFILE)
        thread = threading.Thread(target=web.run, kwargs={"sockets": [listener]})
        thread.start()
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        try:
            with connect(f"ws://{host}/till", origin=f"http://{host}") as websocket:
                assert json.loads(websocket.recv())["type"] == "display"
                websocket.send("x" * 5000)
                with pytest.raises(ConnectionClosedError) as caught:
                    list(websocket)
        finally:
            web.should_exit = True
            thread.join()
    assert caught.value.rcvd.code == 1009


def test_a_taken_port_is_an_error_at_once() -> None:
    """The caller hears that the address is in use; nothing is tried elsewhere."""
    with (
        server.listen(port=0) as taken,
        pytest.raises(OSError, match="in use"),
    ):
        server.listen(port=taken.getsockname()[1])


@pytest.mark.parametrize(("host", "url"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_a_served_page_answers_until_a_signal(desk: FakeDesk, host: str, url: str) -> None:
    """The page is there on either kind of address; SIGINT ends the server and is raised again."""
    answers: list[int] = []

    def visit(port: int) -> None:
        with urlopen(f"http://{url}:{port}/") as answer:
            answers.append(answer.status)
        signal.raise_signal(signal.SIGINT)

    with server.listen(host, 0) as listener:
        visitor = threading.Thread(target=visit, args=(listener.getsockname()[1],))
        visitor.start()
        with pytest.raises(KeyboardInterrupt):
            server.serve(desk, PROFILE, listener)
        visitor.join()
    assert answers == [200]
