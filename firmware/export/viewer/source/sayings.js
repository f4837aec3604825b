/* A journal row in one German sentence; what it holds to the letter stands beside it. */

const Sayings = (() => {
  const { money } = Form;
  const bon = (number) => `Beleg ${String(number).padStart(6, "0")}`;
  const joined = (...parts) =>
    parts.filter((part) => part !== "" && part !== null && part !== undefined).join(", ");

  /** `2 × Obst`, `1,345 kg Käse`, `Rabatt 10 %`. */
  function thing(line) {
    if (line.is_weight) return `${Form.kilograms(line.quantity_milli)} kg ${line.name}`;
    const pieces = Math.trunc(line.quantity_milli / 1000);
    const sign = pieces < 0 ? "\u2212" : "";
    return pieces === 1 ? line.name : `${sign}${Math.abs(pieces)} × ${line.name}`;
  }

  function tender({ means, amount_cents, given_cents, voucher }) {
    const name = means === "gutschein" ? `Gutschein G-${voucher}` : Words.MEANS[means] || means;
    const given = given_cents === amount_cents ? "" : ` (gegeben ${money(given_cents)})`;
    return `${name} ${money(amount_cents)}${given}`;
  }

  const lines = (some) => some.map(thing).join(", ");

  /** `Warengruppe 4`, `Steuersatz Warengruppe 4`. */
  const named = (type, key) =>
    [Words.THINGS[type] || type, type === "vat" ? Words.THINGS.group : "", key]
      .filter(Boolean)
      .join(" ");

  function changed({ type, key, old, new: now, valid_from }) {
    const action = old === null ? "angelegt" : now === null ? "gelöscht" : "geändert";
    const when = valid_from ? ` ab ${Form.day(valid_from)}` : "";
    return `${named(type, key)} ${action}${when}`;
  }

  const SAY = {
    "book.identity": (row) => `Kassen-ID ${row.register_id}`,
    "book.receipt": (row) => bon(row.number),
    "book.certificate": (row) => `Seriennummer ${row.serial}`,
    INBETRIEBNAHME: (row) =>
      joined(`Kassen-ID ${row.register_id}`, row.company, `Programm ${row.version}`),
    ZERTIFIKAT: (row) => joined(row.family, `Seriennummer ${row.serial}`),
    START: (row) => joined(`Programm ${row.version}`, ...(row.problems || [])),
    EIN: (row) => joined(`Bediener ${row.number}`, row.name),
    CHEF: (row) => `Bediener ${row.number}`,
    PIN_FALSCH: (row) => joined(`Bediener ${row.number}`, `noch ${row.tries_left} Versuche`),
    POS: (row) =>
      `${thing(row.line)} = ` +
      `${money(lineTotal(row.line))}${row.weighed === "H" ? " (Gewicht getippt)" : ""}`,
    POS_STORNO: (row) => joined(thing(row.line), money(row.amount_cents), row.reason),
    RABATT: (row) => `${row.line.name} ${money(row.amount_cents)}`,
    KUNDE: ({ customer }) =>
      customer
        ? joined(customer.name, customer.uid, customer.invoice && `Rechnung ${customer.invoice}`)
        : "kein Kunde",
    LIEFERSCHEIN: (row) => joined(lines(row.lines), money(row.total_cents)),
    PARKEN: (row) => `Platz ${row.slot}: ${lines(row.basket.lines)}`,
    HOLEN: (row) => `Platz ${row.slot}: ${lines(row.basket.lines)}`,
    NACHERFASSUNG: ({ paragon }) =>
      paragon ? `Paragon ${paragon.number} vom ${Form.day(paragon.day)}` : "doch keiner",
    BON_ABBRUCH: (row) => joined(lines(row.lines), money(row.total_cents), row.reason),
    ZAHLUNG: (row) => tender(row.tender),
    ZAHLUNG_ZURUECK: (row) => tender(row.tender),
    HALO_OK: (row) => money(row.amount_cents),
    RECHENHILFE: (row) =>
      `${bon(row.number)}: gegeben ${money(row.given_cents)}, zurück ${money(row.change_cents)}`,
    TERMINAL: (row) =>
      joined(row.state, row.amount_cents === undefined ? "" : money(row.amount_cents), row.detail),
    FEHLER: (row) => `${row.code} ${row.words}`,
    BELEG: (row) =>
      joined(
        `${bon(row.number)} ${Words.RECEIPT_KINDS[row.kind] || row.kind}`,
        money(row.total_cents),
        row.note,
      ),
    STORNO: (row) =>
      joined(
        `${bon(row.number)} storniert ${row.part ? "einen Teil von " : ""}${bon(row.original)}`,
        money(row.total_cents),
        row.reason,
      ),
    GUTSCHEIN: (row) => `G-${row.voucher}: ${money(row.amount_cents)} mit ${bon(row.number)}`,
    DRUCK: (row) => (row.number ? bon(row.number) : row.paper || ""),
    DRUCK_FEHLER: (row) => joined(row.number ? bon(row.number) : "", row.fault, row.detail),
    BELEG_ANZEIGE: (row) => `${bon(row.number)}${row.instead ? " statt auf Papier" : ""}`,
    BELEG_LINK: (row) => bon(row.number),
    KOPIE: (row) => bon(row.number),
    LADE: (row) => joined(row.reason, row.state, row.error),
    ANFANGSBESTAND: (row) => money(row.cents),
    EINLAGE: (row) => joined(money(row.cents), row.reason),
    ENTNAHME: (row) => joined(money(-row.cents), row.is_skim ? "Abschöpfung" : row.reason),
    GELD_STORNO: (row) => joined(`${Words.journalName(row.of)} ${money(row.cents)}`, row.reason),
    KASSENSTURZ: (row) =>
      `Soll ${money(row.expected_cents)}, Ist ${money(row.counted_cents)}, Differenz ` +
      `${money(row.difference_cents)}`,
    DIFFERENZ: (row) => joined(money(row.difference_cents), row.reason),
    Z: (row) =>
      `Z ${row.number}, ${Form.counted(row.figures.total.count, "Beleg", "Belege")}, ` +
      `${money(row.figures.total.cents)}`,
    BERICHT: (row) => row.what,
    STAMM: changed,
    AUSFALL_BEGINN: (row) => joined(`ab ${bon(row.number)}`, row.fault),
    AUSFALL_ENDE: (row) => bon(row.number),
    SIEGEL: (row) => (row.error ? `nicht besiegelt: ${row.error}` : `bis Zeile ${row.journal_seq}`),
    EXPORT: (row) => joined(row.what, row.folder || row.file, row.error),
    STICK: (row) =>
      ({ in: "eingesteckt", owner: "zum Chef-Stick gemacht", out: "freigegeben" })[row.what] ||
      row.what,
  };

  /** The sentence of a row; of a kind without one the fields by their names. */
  function say(kind, content) {
    const training = content.training ? "Training: " : "";
    const { training: _, ...said } = content;
    if (!SAY[kind]) return training + Words.parts(said);
    try {
      return training + SAY[kind](content);
    } catch {
      // A row that is not as its writer writes it is still shown.
      return training + Words.parts(said);
    }
  }

  return Object.freeze({ say, thing, named });
})();
