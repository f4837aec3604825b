/* What each rule of the examination means for whoever stands at a stall, and where it belongs. */

const Rules = (() => {
  // The points a person reads, in their order.
  const POINTS = {
    signature: "Unterschriften",
    chain: "Verkettung",
    content: "Inhalt",
    journal: "Journal",
    closings: "Tagesabschlüsse",
    counter: "Umsatzzähler",
    end: "Ende",
    folder: "Ordner",
    archive: "Archiv",
  };

  /** What a point says when all is well. */
  const GOOD = {
    signature:
      "Jeder Beleg ist von der Signaturkarte unterschrieben, und keiner wurde seither verändert.",
    chain: "Jeder Beleg schließt an den davor an: keiner fehlt, keiner wurde eingeschoben.",
    content: "Die Positionen jedes Belegs ergeben genau die unterschriebenen Beträge.",
    journal: "Jede Zeile schließt an die davor an: keine fehlt, keine wurde verändert.",
    closings: "Jeder Tagesabschluss (Z) ergibt genau die Summe seiner Belege.",
    counter: "Der verschlüsselte Umsatzzähler jedes Belegs ist die Summe aller Belege davor.",
    end: "Der letzte Stand ist belegt.",
    folder: "Jede Datei des Ordners ist unverändert, und das Verzeichnis ist besiegelt.",
    archive: "Was das Archiv bestätigt hat, sind genau diese Zeilen.",
  };

  // The point, what it means at the receipt it was found at, and whether that is "altered".
  const ALTERED = true;
  const MEANINGS = {
    "container-form": ["chain", () => "Die Datei ist kein vollständiges DEP."],
    "group-form": ["chain", () => "Ein Teil des DEP ist nicht vollständig."],
    "group-certificate": ["signature", () => "Einem Teil des DEP fehlt das Zertifikat."],
    "certificate-form": ["signature", () => "Ein Zertifikat im DEP ist nicht lesbar."],
    "certificate-key": ["signature", () => "Ein Zertifikat hat keinen passenden Schlüssel."],
    "certificate-purpose": [
      "signature",
      () => "Ein Zertifikat nennt nicht, dass es für Registrierkassen ist.",
    ],
    "certificate-chain": [
      "signature",
      () => "Ein Zertifikat ist nicht von dem unterschrieben, das darüber steht.",
    ],
    "certificate-trust": ["signature", () => "Ein Zertifikat steht nicht in der Schlüsseldatei."],
    "certificate-collision": [
      "signature",
      () => "Die Schlüsseldatei kennt diese Seriennummer mit anderem Inhalt.",
    ],
    "jws-parts": ["signature", (at) => `${at} ist kein unterschriebener Beleg.`, ALTERED],
    "jws-padding": ["signature", (at) => `${at} wurde verändert.`, ALTERED],
    "jws-coding": ["signature", (at) => `${at} wurde verändert.`, ALTERED],
    "jws-header": ["signature", (at) => `${at} wurde verändert.`, ALTERED],
    "payload-fields": ["signature", (at) => `${at} wurde verändert.`, ALTERED],
    "rka-suite": ["signature", (at) => `${at} nennt kein gültiges Verfahren.`],
    "rka-known-suite": ["signature", (at) => `${at} nennt ein unbekanntes Verfahren.`],
    "rka-provider": ["signature", (at) => `${at} nennt keinen gültigen Anbieter des Zertifikats.`],
    "rka-serial-kind": [
      "signature",
      (at) => `${at}: Anbieter und Seriennummer passen nicht zusammen.`,
    ],
    identifier: ["chain", (at) => `${at} hat keine Kassen-ID oder keine Belegnummer.`],
    "time-form": ["chain", (at) => `${at} hat kein gültiges Datum.`],
    "amount-form": ["signature", (at) => `${at} hat einen Betrag, der so nicht geschrieben wird.`],
    "counter-form": ["counter", (at) => `Der Umsatzzähler von ${at} ist nicht lesbar.`],
    "serial-form": ["signature", (at) => `${at} nennt keine gültige Seriennummer.`],
    "link-form": ["chain", (at) => `Die Verkettung von ${at} ist nicht lesbar.`],
    "code-length": ["signature", (at) => `Der Code von ${at} ist zu kurz oder zu lang.`],
    "serial-match": ["signature", (at) => `${at} nennt ein anderes Zertifikat als das des DEP.`],
    "key-known": [
      "signature",
      (at) => `Für ${at} fehlt der Schlüssel: Die Unterschrift ist nicht prüfbar.`,
    ],
    signature: ["signature", (at) => `${at} wurde verändert.`, ALTERED],
    "start-signed": ["chain", () => "Der Startbeleg ist nicht unterschrieben."],
    "start-zero": ["chain", () => "Der Startbeleg hat einen Betrag."],
    "start-kind": ["chain", () => "Der erste Beleg ist kein Startbeleg."],
    "start-counter": ["counter", () => "Der Umsatzzähler beginnt nicht bei null."],
    "start-link": ["chain", () => "Der erste Beleg ist nicht der Startbeleg dieser Kasse."],
    "start-once": ["chain", (at) => `${at} ist ein zweiter Startbeleg.`],
    link: [
      "chain",
      (at) =>
        `${at} schließt nicht an den Beleg davor an: Dort fehlt einer, oder einer wurde verändert.`,
    ],
    counter: ["counter", (at) => `Der Umsatzzähler von ${at} stimmt nicht.`],
    "counter-length": ["counter", (at) => `Ab ${at} ist der Umsatzzähler anders lang.`],
    "register-id": ["chain", (at) => `${at} ist von einer anderen Kasse.`],
    "system-kind": ["signature", (at) => `${at} ist von einem System anderer Art.`],
    "time-order": ["chain", (at) => `${at} ist früher datiert als der Beleg davor.`],
    "time-range": ["chain", (at) => `Das Datum von ${at} kann nicht stimmen.`],
    "time-gap": [
      "chain",
      (at) => `${at} liegt in der Stunde, die es bei der Umstellung auf Sommerzeit nicht gibt.`,
    ],
    "number-unique": ["chain", (at) => `Die Nummer von ${at} kommt zweimal vor.`],
    sammelbeleg: [
      "chain",
      (at) => `Nach einem Ausfall der Signaturkarte fehlt vor ${at} der Sammelbeleg.`,
    ],
    "zero-unsigned": ["signature", (at) => `${at} ist ein Nullbeleg ohne Unterschrift.`],
    "month-end": ["chain", (at) => `Vor ${at} fehlt ein Monatsbeleg.`],
    "year-end": ["chain", (at) => `Vor ${at} fehlt ein Jahresbeleg.`],
    "reported-outage": [
      "signature",
      (at) => `${at} ist unterschrieben, obwohl ein Ausfall gemeldet war.`,
    ],
    "cluster-open": ["chain", (at) => `${at}: Nur geschlossene Systeme bilden einen Verbund.`],
    "cluster-link": ["chain", (at) => `${at} schließt nicht an die Kasse davor an.`],
    "code-match": ["signature", () => "Der Code passt zu keinem Beleg."],
    // Ours, beside the rules of the DEP.
    "content-amounts": [
      "content",
      (at) => `Die Positionen von ${at} ergeben nicht die unterschriebenen Beträge.`,
      ALTERED,
    ],
    "content-digest": [
      "content",
      (at) => `Der Inhalt von ${at} ist nicht der, den das Journal kennt.`,
      ALTERED,
    ],
    "content-missing": ["content", (at) => `${at} steht im Journal, fehlt aber unter den Belegen.`],
    "content-unknown": ["content", (at) => `${at} steht nicht im Journal.`],
    "closing-sums": ["closings", (at) => `${at} stimmt nicht mit seinen Belegen überein.`],
    // Of the journal and of a folder, as `kassa verify` calls them.
    "journal-form": ["journal", (at) => `${at} ist nicht lesbar.`, ALTERED],
    "journal-gap": [
      "journal",
      (at) => `Vor ${at} fehlt eine Zeile, oder sie steht am falschen Ort.`,
    ],
    "journal-chain": [
      "journal",
      (at) => `${at} passt nicht zur Zeile davor: Eine von beiden wurde verändert.`,
      ALTERED,
    ],
    "chain-begin": ["journal", (at) => `Was vor ${at} stand, weiß dieser Ordner nicht.`],
    "journal-seal": [
      "journal",
      (at) => `Das Siegel in ${at} passt nicht: Davor wurde etwas verändert.`,
      ALTERED,
    ],
    witness: ["content", (at) => `${at}: Journal und Belege kennen nicht dieselben Belege.`],
    listing: ["folder", () => "Das Verzeichnis MANIFEST.json ist nicht lesbar."],
    "file-missing": ["folder", (at) => `Die Datei ${at} fehlt.`],
    "file-changed": ["folder", (at) => `Die Datei ${at} wurde nach dem Export verändert.`, ALTERED],
    "file-extra": ["folder", (at) => `Die Datei ${at} gehört nicht zu diesem Export.`],
    "found-at-export": ["folder", () => "Die Kasse selbst hat beim Export etwas gefunden."],
    head: ["folder", () => "Der Kassenstand des Ordners ist nicht der des Verzeichnisses."],
    seal: ["folder", () => "Das Siegel des Verzeichnisses passt nicht.", ALTERED],
    unsealed: ["folder", () => "Das Verzeichnis ist nicht besiegelt."],
    archive: ["archive", () => "Was das Archiv bestätigt hat, gilt nicht.", ALTERED],
    "archive-rows": [
      "archive",
      () => "Das Archiv hat andere Zeilen bestätigt als die, die hier stehen.",
      ALTERED,
    ],
    unproven: ["folder", () => "Es fehlt das Zertifikat, um das Siegel zu prüfen."],
  };

  /** What a point says that could not be examined, and how it can be. */
  const OPEN = {
    counter:
      "Der Umsatzzähler ist verschlüsselt. Mit dem AES-Schlüssel der Kasse wird auch er geprüft.",
    folder:
      "Jede Datei des Ordners ist unverändert. Das Verzeichnis ist aber nicht besiegelt: Es " +
      "ließe sich neu schreiben.",
    archivePart:
      "Ob es diese Zeilen sind, lässt sich hier nicht nachrechnen: Dazu braucht es alle von der " +
      "ersten an.",
    archiveKey: "Seine Unterschrift kann dieser Browser nicht prüfen.",
  };
  const SEALED_END =
    "Das besiegelte Verzeichnis des Ordners nennt genau diesen letzten Beleg und diese letzte " +
    "Journalzeile.";

  /** Where a rule belongs; one of a newer examination is about the chain. */
  const pointOf = (rule) => (MEANINGS[rule] ? MEANINGS[rule][0] : "chain");

  /** What a finding means; `at` is „Beleg 412", „Zeile 77" or „Z 3". */
  const meaning = ({ rule, detail }, at) =>
    MEANINGS[rule] ? MEANINGS[rule][1](at) : `${at}: ${detail}`;

  /** What is said first of findings at one receipt: what stands higher in the table. */
  const weight = ({ rule }) => ORDER.get(rule) ?? ORDER.size;
  const ORDER = new Map(Object.keys(MEANINGS).map((rule, at) => [rule, at]));

  const isAltered = ({ rule }) => MEANINGS[rule] !== undefined && MEANINGS[rule][2] === ALTERED;

  return Object.freeze({
    POINTS,
    GOOD,
    OPEN,
    SEALED_END,
    MEANINGS,
    pointOf,
    meaning,
    weight,
    isAltered,
  });
})();
