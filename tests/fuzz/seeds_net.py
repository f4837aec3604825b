"""Answers of offices and archives, rows, forms and files: what fuzzing of the net begins with."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from firmware.accord.batch import pack
from firmware.accord.registration_key import to_text
from firmware.image.update import autoboot
from firmware.store.canonical import utc_text
from firmware.sync.soap import ENVELOPE, NAMESPACES, Service
from tests.archive import books
from tests.archive.offers.bundles import bundle
from tests.fuzz.tape import record
from tests.fuzz.targets_archive import NOW_UTC
from tests.image.settings.files import SMALL
from tests.image.update.test_bundle import info

CHECKPOINT = "kassa.example.at/till/1\n3\n7w3yrU0jAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— k x=\n"
RESULT = (
    "<r:paket_nr>7</r:paket_nr><r:art_uebermittlung>T</r:art_uebermittlung><r:result>"
    "<r:satznr>1</r:satznr><r:rkdbMessage><r:rc>0</r:rc><r:msg>ok</r:msg></r:rkdbMessage>"
    "<r:verificationResultList><r:verificationResult><r:verificationId>1</r:verificationId>"
    "<r:verificationName>X</r:verificationName><r:verificationState>PASS</r:verificationState>"
    "</r:verificationResult></r:verificationResultList></r:result>"
)
SHEET = '[[group]]\nnumber = 1\nprice = "3,50"\n[[article]]\nnumber = 5\nname = "Saft"\ngroup = 1\n'


def seeds() -> Mapping[str, tuple[bytes, ...]]:
    """Examples by the name of their target."""
    lines = books.lines(4)
    return {
        "till_settings": (SMALL.encode(),),
        "sync_settings": (b"[paths]\nsync = '/srv/sync'\n[archive]\nurl = 'https://a.at'\n",),
        "archive_settings": (b"data = '/srv'\n[archive]\nname = 'a.at'\nport = 8443\n",),
        "answers": (b'register_id = "A"\ncompany = "ATU12345678"\nused_ids = ["B"]\n',),
        "sheet_csv": (b"Art;Nr;Name;Preis\r\nArtikel;7;Saft;3,50\r\n",),
        "sheet_toml": (SHEET.encode(),),
        "typed_key": (to_text(bytes(range(16))).encode(),),
        "book_line": tuple(lines),
        "pin_file": (b'{"version":1,"pins":{"1":"$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"}}',),
        "post_files": tuple(_words(_POST)),
        "image_words": tuple(_words(_IMAGE)),
        "update_memory": tuple(_words(_UPDATE)),
        "autoboot_file": (autoboot.text(autoboot.FIRST),),
        "bundle_info": (info(),),
        "office_session": (_soap(Service.SESSION, "loginResponse", _LOGIN),),
        "office_register": (_soap(Service.RKDB, "rkdbResponse", RESULT),),
        "office_databox": (
            _soap(Service.DATABOX, "getDataboxResponse", "<r:rc>0</r:rc><r:result/>"),
        ),
        "transcript_xml": (_soap(Service.RKDB, "rkdbResponse", RESULT),),
        "archive_talk": (_archive(),),
        "batch": (b"\n".join(lines) + b"\n",),
        "packed_batch": (pack([one + b"\n" for one in lines]),),
        "messages": tuple(_words(_MESSAGES)),
        "digest_header": (b"sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",),
        "form_upload": (_FORM,),
        "form_token": (_FORM, b"application/x-www-form-urlencoded\ncsrf=abc&name=x"),
        "address": ("Frau.Huber@Märkte.example.at".encode(),),
        "bundle_file": (_bundle(),),
        "stamp": (bytes.fromhex("30060201023001ff"), b"-----BEGIN CERTIFICATE-----\n"),
    }


_LOGIN = "<r:rc>0</r:rc><r:msg/><r:id>ABCDEFGHIJKL</r:id>"
_FORM = (
    b"multipart/form-data; boundary=xx; charset=utf-8\n"
    b'--xx\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nabc\r\n'
    b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\n'
    b"Content-Type: application/zip\r\n\r\nPK\x03\x04\r\n--xx--\r\n"
)
_AT = utc_text(NOW_UTC, "fuzz")
_POST = (
    {"order": "fon:1", "at_utc": _AT, "codes": ["0"], "messages": [], "verdict": "done"},
    {"words": "FON in Wartung", "advice": "", "order": "fon:1", "next_utc": _AT},
    {"pending": 12, "confirmed": 4711, "state": "ok", "receipts": 4, "last_contact_utc": _AT},
    {"version": "1.3", "size": 99, "sha256": "0" * 64, "notes_de": "Neu"},
    {"mode": "production", "rests": {}},
)
_IMAGE = (
    {"version": "1.3", "commit": "ab", "built_utc": _AT, "compatible": "pi"},
    {"slot": "a", "version": "1.3", "root_hash": "00", "is_trial": True},
    {"is_taken": False, "mistakes": [{"place": "1", "sentence": "x"}], "panel": None},
    {"fault": "corrupt", "detail": "x"},
    {"phase": "installing", "asked_utc": _AT, "percent": 40, "reason": None},
    {"act": "inspect", "bundle": "/x", "asked_utc": _AT, "before": {"has_card": True}},
)
_UPDATE = (
    {"id": "1", "from_version": "1", "to_version": "2", "slot": "a", "because": "x"},
    {"a": "1.3", "b": ""},
)
_MESSAGES = (
    {
        "key": "1",
        "installation_id": "0192f0c1-0000-7000-8000-000000000000",
        "device_key": "A" * 43 + "=",
        "register_id": "A-1",
        "master": {"software": "1", "model": "pi"},
    },
    {"at_utc": _AT, "signature": "AA=="},
    {"at_utc": _AT, "version": "1.3", "slot": "a"},
)


def _words(said: tuple[Mapping[str, object], ...]) -> list[bytes]:
    return [json.dumps(one).encode() for one in said]


def _soap(service: Service, name: str, inner: str) -> bytes:
    body = f'<r:{name} xmlns:r="{NAMESPACES[service]}">{inner}</r:{name}>'
    return f'<e:Envelope xmlns:e="{ENVELOPE}"><e:Body>{body}</e:Body></e:Envelope>'.encode()


def _archive() -> bytes:
    ok, head = (200).to_bytes(2, "big"), {"checkpoint": CHECKPOINT, "time_utc": _AT}
    proof = {"leaf": "a\n1\n", "index": 0, "path": ["AA=="], "checkpoint": CHECKPOINT}
    gap = {"type": "gap", "title": "x", "status": 409, "next_seq": 3, "checkpoint": CHECKPOINT}
    said: list[Mapping[str, object]] = [head, head, proof, {"parts": [[1, "00"]]}]
    answers = [ok + json.dumps(one).encode() for one in said]
    answers[1] = (409).to_bytes(2, "big") + json.dumps(gap).encode()
    return record([*answers, (206).to_bytes(2, "big") + bytes(10)])


def _bundle() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return bundle(Path(folder), payload=b"system").read_bytes()
