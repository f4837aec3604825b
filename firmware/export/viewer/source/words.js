/* What kinds of receipts, rows and master data are called; the terms come from the house. */

const Words = (() => {
  const RECEIPT_KINDS = TERMS.receiptKinds;
  const MEANS = TERMS.means;
  const THINGS = TERMS.things;
  const ACTIONS = TERMS.actions;
  const SOURCES = TERMS.sources;

  /** In a list: a sale is what most receipts are, and capitals shout. */
  const SHORT_KINDS = { standard: "Verkauf", storno: "Storno", training: "Training" };
  const shortKind = (kind) => SHORT_KINDS[kind] || RECEIPT_KINDS[kind];
  const shortMeans = (means) => MEANS[means][0] + MEANS[means].slice(1).toLowerCase();

  const GROUPS = {
    receipt: "Belege",
    sale: "Verkauf",
    money: "Geld und Abschluss",
    people: "Bediener",
    stall: "Stammdaten",
    paper: "Papier und Anzeige",
    law: "Signatur und FinanzOnline",
    till: "Kasse und Technik",
    export: "Export und Sicherung",
  };
  const KINDS_OF = {
    receipt: ["book.receipt", "BELEG", "STORNO", "GUTSCHEIN"],
    sale: [
      "POS",
      "POS_STORNO",
      "RABATT",
      "KUNDE",
      "NACHERFASSUNG",
      "PARKEN",
      "HOLEN",
      "BON_ABBRUCH",
      "LIEFERSCHEIN",
      "ZAHLUNG",
      "ZAHLUNG_ZURUECK",
      "HALO_OK",
      "RECHENHILFE",
      "TERMINAL",
    ],
    money: [
      "LADE",
      "ANFANGSBESTAND",
      "EINLAGE",
      "ENTNAHME",
      "GELD_STORNO",
      "ZAEHLUNG",
      "KASSENSTURZ",
      "DIFFERENZ",
      "Z",
      "BERICHT",
    ],
    people: ["EIN", "AUS", "CHEF", "PIN_FALSCH", "TRA_EIN", "TRA_AUS"],
    stall: ["STAMM", "EINSTELLUNG"],
    paper: ["BELEG_ANZEIGE", "BELEG_LINK", "BELEGART", "DRUCK", "DRUCK_FEHLER", "KOPIE"],
    law: [
      "book.identity",
      "book.certificate",
      "INBETRIEBNAHME",
      "ZERTIFIKAT",
      "AUSFALL_BEGINN",
      "AUSFALL_ENDE",
      "EINHEIT",
      "KARTENTAUSCH",
      "AUSFALL_KASSE",
      "FON",
      "AUSSERBETRIEB",
      "SIEGEL",
    ],
    till: [
      "KONFIGURATION",
      "START",
      "STOPP",
      "STROMAUSFALL",
      "SCHLOSS",
      "GERAET",
      "HARDWARETEST",
      "FEHLER",
      "UHR",
      "UPDATE",
      "WIEDERHERSTELLUNG",
    ],
    export: ["EXPORT", "SICHERUNG", "ARCHIV", "STICK", "SPIEGEL"],
  };
  const GROUP_OF = new Map(
    Object.entries(KINDS_OF).flatMap(([group, kinds]) => kinds.map((kind) => [kind, group])),
  );

  /** What a row of this kind is called; a kind of a newer program by its own name. */
  const journalName = (kind) => (TERMS.journalKinds[kind] || [kind])[0];
  const journalGroup = (kind) => GROUP_OF.get(kind) || "till";
  const isBusiness = (kind) => (TERMS.journalKinds[kind] || [])[1] === true;

  /** What the tables do not tell of a row. */
  const FIELDS = {
    anchor: "Hash davor",
    basket: "Verkauf",
    category: "Gruppe",
    clerk: "Bediener",
    count: "Zählung",
    customer: "Kunde",
    day: "Tag",
    deposit: "Pfand",
    figures: "Zahlen",
    first_seq: "erste Zeile",
    group: "Warengruppe",
    halo_cents: "Fragen ab",
    invoice: "Rechnung",
    is_returnable: "Rücknahme",
    is_sale: "Verkauf",
    is_signed: "unterschrieben",
    is_single_item_sale: "Ein-Tasten",
    is_weight: "je kg",
    lalo_cents: "Nicht unter",
    last_seq: "letzte Zeile",
    line: "Position",
    lines: "Zeilen",
    means: "Zahlungsmittel",
    name: "Name",
    note: "Vermerk",
    package: "Packung",
    paragon: "Paragon",
    per_mille: "Satz",
    pieces: "Stück",
    plu: "Artikel",
    price_cents: "Preis",
    purpose: "Zweck",
    quantity_milli: "Menge",
    seal: "Siegel",
    settings: "Einstellungen",
    sha256: "SHA-256",
    step: "Schritt",
    tender: "Zahlung",
    tenders: "Zahlungen",
    training: "Training",
    uid: "UID",
    unit_cents: "Einzelpreis",
    value: "Wert",
    vat_per_mille: "Steuersatz",
    weighed: "gewogen",
    what: "Was",
    words: "Worte",
  };
  const fieldName = (key) => TERMS.fields[key] || FIELDS[key] || key;
  /** A value of a content for reading, with the unit its name tells. */
  function said(key, value) {
    if (value === null || value === undefined || value === "") return "–";
    if (typeof value === "boolean") return value ? "ja" : "nein";
    if (typeof value === "number") {
      if (key.endsWith("cents")) return Form.euro(value);
      if (key.endsWith("per_mille")) return Form.rate(value);
      if (key.endsWith("quantity_milli")) return Form.kilograms(value);
      return String(value);
    }
    if (Array.isArray(value)) return value.map((one) => said(key, one)).join(" / ");
    if (typeof value === "object") return parts(value);
    const word = (TERMS.values[key] || {})[value];
    if (word !== undefined) return word || "–";
    if (key === "source" && SOURCES[value]) return SOURCES[value];
    if (key === "valid_from") return Form.day(value);
    return value;
  }

  /** A content as `Name: Wert`, without what is empty. */
  const parts = (content) =>
    Object.entries(content)
      .filter(([, value]) => value !== null && value !== "" && value !== false)
      .map(([key, value]) => `${fieldName(key)}: ${said(key, value)}`)
      .join(" · ");

  return Object.freeze({
    RECEIPT_KINDS,
    MEANS,
    GROUPS,
    GROUP_OF,
    THINGS,
    ACTIONS,
    SOURCES,
    shortKind,
    shortMeans,
    journalName,
    journalGroup,
    isBusiness,
    fieldName,
    said,
    parts,
  });
})();
