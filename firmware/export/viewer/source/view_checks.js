/* The examination: each point with what it says, what a person can add, and every finding. */

class ChecksView {
  static #SHOWN_MAX = 200;

  #data = null;
  #checks = null;

  constructor(root, app) {
    this.app = app;
    this.points = Dom.el("ul", { class: "checks" });
    this.findings = Dom.el("div", { class: "findings" });
    this.acts = Dom.el(
      "div",
      { class: "acts" },
      this.#anchorAct(),
      this.#keyAct(),
      this.#folderAct(),
      this.#codeAct(),
    );
    root.append(
      Dom.el(
        "div",
        { class: "column" },
        Dom.el("h2", {}, "Was geprüft wurde"),
        this.points,
        Dom.el("h2", {}, "Auffälligkeiten"),
        this.findings,
      ),
      Dom.el("div", { class: "column" }, Dom.el("h2", {}, "Selbst prüfen"), this.acts),
    );
  }

  set(data) {
    this.#data = data;
    const hasZ = data.closings.length > 0;
    this.anchor.hidden = !hasZ;
    this.saveDep.hidden = !data.receipts.hasContent || data.receipts.length === 0;
    for (const said of this.acts.querySelectorAll(".answer")) said.textContent = "";
    for (const form of this.acts.querySelectorAll("form")) form.reset();
  }

  judge(checks) {
    this.#checks = checks;
    this.#drawPoints(checks);
    this.#drawFindings(checks);
  }

  #drawPoints(checks) {
    const known = [...checks.points].filter(([, point]) => point.state !== "none");
    Dom.fill(
      this.points,
      known.map(([name, point]) =>
        Dom.el(
          "li",
          { class: `check ${point.state}` },
          Dom.icon(point.state),
          Dom.el(
            "div",
            {},
            Dom.el("b", {}, Rules.POINTS[name]),
            Dom.el("span", { class: "unseen" }, ` (${Verdict.STATES[point.state]})`),
            Dom.el("p", {}, point.said || "wird geprüft …"),
          ),
        ),
      ),
    );
  }

  #drawFindings(checks) {
    if (checks.findings.length === 0) {
      Dom.fill(
        this.findings,
        Dom.el("p", { class: "empty" }, checks.isBusy ? "Die Prüfung läuft noch." : "Keine."),
      );
      return;
    }
    const rows = checks.findings.slice(0, ChecksView.#SHOWN_MAX);
    const rest = checks.findings.length - rows.length;
    Dom.fill(
      this.findings,
      Dom.el(
        "ul",
        {},
        rows.map((one) => this.#finding(one)),
      ),
      rest > 0
        ? Dom.el(
            "p",
            {},
            `und ${Form.counted(rest, "weitere", "weitere")}; in der Liste der Belege mit ` +
              "„nur auffällige“.",
          )
        : null,
      Dom.button("Auffälligkeiten als CSV speichern", () => this.save()),
    );
  }

  #finding(one) {
    const open =
      one.receipt !== undefined
        ? Dom.button(
            `${one.at} zeigen`,
            () => this.app.showReceipt(this.#data.receipts.numbers[one.receipt], one.receipt),
            { class: "link" },
          )
        : one.row !== undefined && one.row >= 0
          ? Dom.button(
              `${one.at} zeigen`,
              () => this.app.showJournal(this.#data.journal.seqs.at(one.row)),
              { class: "link" },
            )
          : null;
    const rule = [
      one.severity === "error" ? "" : "Hinweis · ",
      one.rule,
      one.detail ? ` · ${one.detail}` : "",
    ].join("");
    return Dom.el(
      "li",
      { class: `finding ${one.severity}` },
      Dom.icon(one.severity === "error" ? "bad" : "open"),
      Dom.el(
        "div",
        {},
        Dom.el("p", {}, Rules.meaning(one, one.at)),
        Dom.el("small", { lang: "en" }, rule),
        open,
      ),
    );
  }

  save() {
    const rows = this.#checks.findings;
    const heads = ["Wo", "Was", "Gewicht", "Regel", "Einzelheit"];
    return Table.save(
      Table.fileName("auffaelligkeiten", this.#data.registerId),
      heads,
      rows.length,
      (at) => {
        const one = rows[at];
        return [
          one.at,
          Rules.meaning(one, one.at),
          one.severity === "error" ? "Fehler" : "Hinweis",
          one.rule,
          one.detail,
        ];
      },
    );
  }

  /** A form of one field and what comes of it. */
  #act({ title, hint, label, placeholder = "", verb, answer, isSecret = false, isLong = false }) {
    const field = Dom.el(isLong ? "textarea" : "input", {
      name: "said",
      placeholder,
      autocomplete: "off",
      spellcheck: "false",
      autocapitalize: "off",
      rows: isLong ? 4 : null,
      type: isLong ? null : isSecret ? "password" : "text",
    });
    const said = Dom.el("p", { class: "answer", role: "status" });
    const form = Dom.el(
      "form",
      {
        on: {
          submit: async (event) => {
            event.preventDefault();
            said.className = "answer";
            said.textContent = "wird geprüft …";
            const { isGood, said: words } = await answer(field.value.trim());
            said.className = `answer ${isGood ? "good" : "bad"}`;
            Dom.fill(said, Dom.icon(isGood ? "good" : "bad"), Dom.el("span", {}, words));
          },
        },
      },
      Dom.field(label, field),
      Dom.el("button", { type: "submit" }, verb),
    );
    return Dom.el(
      "section",
      { class: "act" },
      Dom.el("h3", {}, title),
      Dom.el("p", {}, hint),
      form,
      said,
    );
  }

  #anchorAct() {
    this.anchor = this.#act({
      title: "Z-Bon vergleichen",
      hint:
        "Auf jedem Z-Bon steht unten „Journal …“ und zwölf Zeichen. Passen sie, dann ist bis " +
        "zu diesem Z nichts verändert und nichts weggenommen. Auch die Zeile „Archiv …“ geht.",
      label: "Zwölf Zeichen vom Z-Bon",
      placeholder: "C4V3-5GM5-5EXC",
      verb: "Vergleichen",
      answer: (text) => this.#checks.anchor(text),
    });
    return this.anchor;
  }

  #keyAct() {
    return this.#act({
      title: "Umsatzzähler öffnen",
      hint:
        "Der AES-Schlüssel steht auf dem Schlüsselblatt der Kasse (44 Zeichen, am Ende =). " +
        "Er bleibt auf diesem Gerät. Statt zu tippen kann man die Schlüsseldatei auf diese " +
        "Seite ziehen.",
      label: "AES-Schlüssel",
      verb: "Prüfen",
      isSecret: true,
      answer: (text) => this.#withKey(text),
    });
  }

  async #withKey(text) {
    const key = text.replace(/\s/g, "");
    if (!Files.isKey(key))
      return {
        isGood: false,
        said: "Das ist kein AES-Schlüssel: 44 Zeichen, davon das letzte „=“.",
      };
    if (this.#checks.isBusy)
      return { isGood: false, said: "Die erste Prüfung läuft noch. Bitte danach noch einmal." };
    await this.#checks.withKey(key);
    const { state, said } = this.#checks.points.get("counter");
    return {
      isGood: state === "good",
      said:
        state === "good"
          ? `${said} Prüfwert des Schlüssels: ${Verify.keyCheckValue(key)}`
          : `${said} Ist es der Schlüssel dieser Kasse?`,
    };
  }

  #folderAct() {
    this.saveDep = Dom.button("DEP7 als Datei speichern", () => this.app.saveDep());
    return Dom.el(
      "section",
      { class: "act" },
      Dom.el("h3", {}, "Ordner oder andere Dateien prüfen"),
      Dom.el(
        "p",
        {},
        "Der ganze Ordner vom Stick: jede Datei gegen das besiegelte Verzeichnis. Oder das " +
          "DEP einer beliebigen Registrierkasse, auch mehrere Dateien hintereinander. " +
          "Einfach auf diese Seite ziehen.",
      ),
      Dom.el(
        "div",
        { class: "row-of-buttons" },
        Dom.button("Ordner wählen …", () => Dom.by("folder").click()),
        Dom.button("Datei wählen …", () => Dom.by("file").click()),
        this.saveDep,
      ),
    );
  }

  #codeAct() {
    return this.#act({
      title: "Einen Bon prüfen",
      hint:
        "Den QR-Code eines Bons mit dem Handy lesen und den Text hier einfügen (er beginnt " +
        "mit _R1-). Auch die OCR-Form geht.",
      label: "Text des Codes",
      placeholder: "_R1-AT1_…",
      verb: "Prüfen",
      isLong: true,
      answer: (text) => this.app.checkCode(text),
    });
  }
}
