"""The kinds of journal rows: every act at the till that means something, business case or not."""

from enum import StrEnum


class JournalKind(StrEnum):
    """Wire names of the journal, as the operator's manual prints them."""

    # the life of the till
    INBETRIEBNAHME = "INBETRIEBNAHME"
    KONFIGURATION = "KONFIGURATION"
    ZERTIFIKAT = "ZERTIFIKAT"
    START = "START"
    STOPP = "STOPP"
    STROMAUSFALL = "STROMAUSFALL"
    SCHLOSS = "SCHLOSS"
    GERAET = "GERAET"
    HARDWARETEST = "HARDWARETEST"
    # clerks
    EIN = "EIN"
    AUS = "AUS"
    CHEF = "CHEF"
    PIN_FALSCH = "PIN_FALSCH"
    TRA_EIN = "TRA_EIN"
    TRA_AUS = "TRA_AUS"
    # the open sale (Nicht-Geschäftsfälle included)
    POS = "POS"
    POS_STORNO = "POS_STORNO"
    RABATT = "RABATT"
    KUNDE = "KUNDE"
    NACHERFASSUNG = "NACHERFASSUNG"
    PARKEN = "PARKEN"
    HOLEN = "HOLEN"
    BON_ABBRUCH = "BON_ABBRUCH"
    LIEFERSCHEIN = "LIEFERSCHEIN"
    ZAHLUNG = "ZAHLUNG"
    ZAHLUNG_ZURUECK = "ZAHLUNG_ZURUECK"
    HALO_OK = "HALO_OK"
    RECHENHILFE = "RECHENHILFE"
    TERMINAL = "TERMINAL"
    FEHLER = "FEHLER"
    # receipts and paper
    BELEG = "BELEG"
    STORNO = "STORNO"
    GUTSCHEIN = "GUTSCHEIN"
    BELEG_ANZEIGE = "BELEG_ANZEIGE"
    BELEG_LINK = "BELEG_LINK"
    BELEGART = "BELEGART"
    DRUCK = "DRUCK"
    DRUCK_FEHLER = "DRUCK_FEHLER"
    KOPIE = "KOPIE"
    LADE = "LADE"
    # cash and closing
    ANFANGSBESTAND = "ANFANGSBESTAND"
    EINLAGE = "EINLAGE"
    ENTNAHME = "ENTNAHME"
    GELD_STORNO = "GELD_STORNO"
    ZAEHLUNG = "ZAEHLUNG"
    KASSENSTURZ = "KASSENSTURZ"
    DIFFERENZ = "DIFFERENZ"
    Z = "Z"
    BERICHT = "BERICHT"
    # the stall: what it sells, who sells, how
    STAMM = "STAMM"
    EINSTELLUNG = "EINSTELLUNG"
    # the signature device
    AUSFALL_BEGINN = "AUSFALL_BEGINN"
    AUSFALL_ENDE = "AUSFALL_ENDE"
    EINHEIT = "EINHEIT"
    KARTENTAUSCH = "KARTENTAUSCH"
    # the till before the law
    UHR = "UHR"
    AUSFALL_KASSE = "AUSFALL_KASSE"
    FON = "FON"
    WIEDERHERSTELLUNG = "WIEDERHERSTELLUNG"
    AUSSERBETRIEB = "AUSSERBETRIEB"
    # exports
    EXPORT = "EXPORT"
    SICHERUNG = "SICHERUNG"
    ARCHIV = "ARCHIV"
    STICK = "STICK"
    SPIEGEL = "SPIEGEL"
    # the image below the till
    UPDATE = "UPDATE"
    SIEGEL = "SIEGEL"


#: The rows an open sale is rebuilt from; the last four end it.
SALE_KINDS: tuple[JournalKind, ...] = (
    JournalKind.POS,
    JournalKind.POS_STORNO,
    JournalKind.RABATT,
    JournalKind.KUNDE,
    JournalKind.NACHERFASSUNG,
    JournalKind.HOLEN,
    JournalKind.ZAHLUNG,
    JournalKind.ZAHLUNG_ZURUECK,
    JournalKind.PARKEN,
    JournalKind.BON_ABBRUCH,
    JournalKind.LIEFERSCHEIN,
    JournalKind.BELEG,
)
