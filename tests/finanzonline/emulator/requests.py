"""The requests FinanzOnline takes, by service: session, registers, DataBox; for `grammar.check`."""

from typing import Final

from tests.finanzonline.emulator.grammar import Member, Sequence, Text, one_of, optional, sequence

SESSION: Final = "https://finanzonline.bmf.gv.at/fon/ws/session"
RKDB: Final = "https://finanzonline.bmf.gv.at/rkdb"
DATABOX: Final = "https://finanzonline.bmf.gv.at/fon/ws/databox"

_TID: Final = Member("tid", Text(r"[0-9A-Za-z]{8,12}"))
_BENID: Final = Member("benid", Text(r"[0-9A-Za-z]{5,12}"))
_SESSION_ID: Final = Member("id", Text(r"[0-9A-Za-z]{10,24}"))
_WHO: Final = (_TID, _BENID, _SESSION_ID)
_MOMENT: Final = Text(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"
    r"(Z|[+-]\d\d:\d\d)?"
)
_POSITIVE: Final = Text(r"[1-9]\d{0,8}")
_BOOLEAN: Final = Text(r"true|false|0|1")
_FREE: Final = Text(r".{1,255}")

_HEAD: Final = (Member("satznr", _POSITIVE), optional("kundeninfo", _FREE))
_SERIAL: Final = Member(
    "zertifikatsseriennummer", Text(r"[0-9A-Fa-f]{1,50}", {"hex": r"true|false"})
)
_REGISTER: Final = Member("kassenidentifikationsnummer", Text(r"[^_]{1,100}"))
# Missing and unknown reasons are B14, B20 and B35, so the form lets them pass.
_REASON: Final = Member("begruendung", Text(r"\d{0,2}"))
_STOP: Final = one_of(
    Member("ausfall", sequence(_REASON, Member("beginn_ausfall", _MOMENT))),
    Member("ausserbetriebnahme", sequence(_REASON)),
)
_END: Final = Member("ende_ausfall", _MOMENT)
_PACKET: Final = (
    optional("fastnr", Text(r"\d{9}")),
    Member("paket_nr", _POSITIVE),
    Member("ts_erstellung", _MOMENT),
)

#: What may stand in a packet, each as often as one packet may carry it.
_ITEMS: Final = one_of(
    Member(
        "registrierung_se",
        sequence(
            *_HEAD,
            Member("art_se", Text(r"SIGNATURKARTE|EIGENES_HSM|HSM_DIENSTLEISTER")),
            Member("vda_id", Text(r"[A-Z]{2}[1-9][0-9]?")),
            one_of(_SERIAL, Member("zertifikat", Text(r"[0-9A-Za-z+/=\s]+"))),
        ),
        most=2000,
    ),
    Member(
        "registrierung_kasse",
        sequence(
            *_HEAD,
            _REGISTER,
            optional("anmerkung", _FREE),
            Member("benutzerschluessel", Text(r"[0-9a-zA-Z+/=]{44}")),
        ),
        most=4000,
    ),
    Member("ausfall_se", sequence(*_HEAD, _SERIAL, _STOP), most=4000),
    Member("wiederinbetriebnahme_se", sequence(*_HEAD, _SERIAL, _END), most=4000),
    Member("ausfall_kasse", sequence(*_HEAD, _REGISTER, _STOP), most=4000),
    Member("wiederinbetriebnahme_kasse", sequence(*_HEAD, _REGISTER, _END), most=4000),
    Member(
        "belegpruefung",
        sequence(*_HEAD, Member("beleg", Text(r"(?=.{100,1000}$)(_[^_]+){13}"))),
    ),
)
_QUERY: Final = (*_PACKET, Member("satznr", _POSITIVE))

#: Each request with its namespace, its SOAPAction and its form.
FORMS: Final[dict[str, tuple[str, str, Sequence]]] = {
    "loginRequest": (
        SESSION,
        "login",
        sequence(
            _TID,
            Member("benid", Text(r".{5,12}")),
            Member("pin", Text(r".{5,128}")),
            Member("herstellerid", Text(r"[0-9A-Za-z]{10,24}")),
        ),
    ),
    "logoutRequest": (SESSION, "logout", sequence(*_WHO)),
    "rkdbRequest": (
        RKDB,
        "rkdb",
        sequence(
            *_WHO,
            Member("art_uebermittlung", Text(r"[TP]")),
            optional("erzwinge_asynchron", _BOOLEAN),
            one_of(
                Member("status_kasse", sequence(*_QUERY, _REGISTER)),
                Member("status_see", sequence(*_QUERY, _SERIAL)),
                Member("rkdb", sequence(*_PACKET, _ITEMS)),
            ),
        ),
    ),
    "getDataboxRequest": (
        DATABOX,
        "getDatabox",
        sequence(
            *_WHO,
            Member("erltyp", Text(r"[A-Z]{0,2}")),
            optional("ts_zust_von", _MOMENT),
            optional("ts_zust_bis", _MOMENT),
        ),
    ),
    "getDataboxEntryRequest": (
        DATABOX,
        "getDataboxEntry",
        sequence(*_WHO, Member("applkey", Text(r".{1,50}"))),
    ),
}
