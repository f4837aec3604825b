/* The page: its data, its views, and what a person does with them. */

class App {
  static #VIEWS = {
    belege: ReceiptsView,
    tage: DaysView,
    journal: JournalView,
    stammdaten: HistoryView,
    pruefung: ChecksView,
  };
  static #FIRST = "belege";
  /** While it is examined, the verdict is drawn no more often. */
  static #PAUSE_MS = 100;

  #views = new Map();
  #own = null;
  #data = null;
  #checks = null;
  #wide = matchMedia("(min-width: 1000px)");
  #judged = "";
  #drawnAt = -Infinity;

  /** Build the page and take the data that is in it. */
  async start() {
    for (const [name, View] of Object.entries(App.#VIEWS))
      this.#views.set(name, new View(Dom.by(`view-${name}`), this));
    this.#listen();
    if (!Stream.isThere()) {
      this.#welcome();
      return;
    }
    try {
      this.#own = await Data.own((head) => this.#head(head));
      const { meta } = this.#own;
      const made = Form.moment(Form.local(Date.parse(meta.made_at_utc)));
      Dom.by("made").textContent = `Export vom ${made} · ${meta.program}`;
      await this.#open(this.#own);
    } catch (error) {
      this.#fail(error);
    }
  }

  #head({ title, more }) {
    Dom.by("firm").textContent = title;
    Dom.by("span").textContent = more;
    document.title = `${title} – Betrachter`;
  }

  /** Show and examine these data. */
  async #open(data) {
    if (this.#checks) this.#checks.leave();
    this.#data = data;
    this.#head(data.head);
    Dom.by("foreign").hidden = !data.isForeign;
    if (data.isForeign)
      Dom.by("foreign").querySelector("span").textContent =
        `Zu sehen ist ${data.name}, nicht der Export, in dem diese Seite liegt.`;
    Dom.by("foreign").querySelector("button").hidden = this.#own === null;
    Dom.by("count-receipts").textContent = Form.count(data.receipts.length);
    Dom.by("count-journal").textContent = data.journal ? Form.count(data.journal.length) : "";
    for (const view of this.#views.values()) view.set(data);
    this.#route();
    const checks = new Checks(data, () => this.#judge(checks));
    this.#checks = checks;
    this.#judged = "";
    this.#drawnAt = -Infinity;
    this.#judge(checks);
    await checks.run();
  }

  /** The verdict is drawn at once, lists only when something came to an end. */
  #judge(checks) {
    if (checks !== this.#checks) return;
    const now = performance.now();
    if (checks.isBusy && now - this.#drawnAt < App.#PAUSE_MS) return;
    this.#drawnAt = now;
    Verdict.show(checks, this.#data);
    const state =
      [...checks.points.values()].map((point) => point.state).join() +
      checks.findings.length +
      checks.isBusy;
    if (state === this.#judged) return;
    this.#judged = state;
    const count = checks.errorCount;
    Dom.by("count-findings").textContent = count > 0 ? Form.count(count) : "";
    Dom.by("count-findings").classList.toggle("bad", count > 0);
    for (const view of this.#views.values()) view.judge(checks);
  }

  #welcome() {
    this.#head({ title: "Betrachter", more: "prüft das DEP jeder Registrierkasse" });
    const box = Dom.by("verdict");
    box.dataset.level = "open";
    Dom.fill(box.querySelector(".seal"), Dom.icon("open"));
    Dom.by("sentence").textContent =
      "Noch keine Daten: Bitte eine DEP-Datei auf diese Seite ziehen.";
    Dom.by("because").textContent =
      "Oder oben „Datei öffnen …“ wählen. Nichts verlässt dieses Gerät.";
    Dom.by("progress").hidden = true;
  }

  #fail(error) {
    const box = Dom.by("verdict");
    box.dataset.level = "bad";
    Dom.fill(box.querySelector(".seal"), Dom.icon("bad"));
    Dom.by("sentence").textContent =
      error instanceof Stream.StreamError
        ? error.message
        : `Diese Datei lässt sich nicht lesen: ${error.message}`;
    Dom.by("because").textContent = "Bitte den Export noch einmal auf den Stick schreiben lassen.";
    Dom.by("progress").hidden = true;
  }

  isWide() {
    return this.#wide.matches;
  }

  // Ways from one view to another.

  #name() {
    const name = location.hash.slice(1);
    return this.#views.has(name) ? name : null;
  }

  #route() {
    const name = this.#name() || this.#shownName() || App.#FIRST;
    for (const [one, view] of this.#views) {
      Dom.by(`view-${one}`).hidden = one !== name || this.#data === null;
      const link = document.querySelector(`.tabs a[href="#${one}"]`);
      if (one !== name) {
        link.removeAttribute("aria-current");
        continue;
      }
      link.setAttribute("aria-current", "page");
      // On a phone not all of them are in sight.
      link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.clientWidth / 2;
      if (view.resize) view.resize();
    }
  }

  #shownName() {
    const shown = document.querySelector(".tabs a[aria-current]");
    return shown ? shown.hash.slice(1) : null;
  }

  #go(name) {
    if (this.#shownName() !== name) {
      location.hash = name;
      this.#route();
    }
  }

  showReceipt(number, row = -1) {
    this.#go("belege");
    if (row >= 0) this.#views.get("belege").openRow(row);
    else this.#views.get("belege").openNumber(number);
  }

  showJournal(seq) {
    this.#go("journal");
    this.#views.get("journal").openSeq(seq);
  }

  showDay(day) {
    this.#go("belege");
    this.#views.get("belege").openDay(day);
  }

  // What a person brings.

  #listen() {
    window.addEventListener("hashchange", () => this.#route());
    this.#wide.addEventListener("change", () => this.#route());
    for (const [button, input] of [
      ["choose-file", "file"],
      ["choose-folder", "folder"],
    ]) {
      Dom.by(button).addEventListener("click", () => Dom.by(input).click());
      Dom.by(input).addEventListener("change", () => {
        const files = [...Dom.by(input).files];
        Dom.by(input).value = "";
        this.#bring(files);
      });
    }
    Dom.by("foreign")
      .querySelector("button")
      .addEventListener("click", () => this.#back());
    Dom.by("trouble")
      .querySelector("button")
      .addEventListener("click", () => this.#trouble(""));
    window.addEventListener("dragover", (event) => {
      event.preventDefault();
      Dom.by("drop").hidden = false;
    });
    window.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) Dom.by("drop").hidden = true;
    });
    window.addEventListener("drop", async (event) => {
      event.preventDefault();
      Dom.by("drop").hidden = true;
      try {
        await this.#bring(await Files.dropped(event.dataTransfer));
      } catch (error) {
        this.#trouble(App.#words(error));
      }
    });
    window.addEventListener("beforeprint", () => this.#beforePrint());
    window.addEventListener("afterprint", () => this.#afterPrint());
  }

  #trouble(words) {
    const box = Dom.by("trouble");
    box.hidden = words === "";
    box.querySelector("span").textContent = words;
  }

  static #words(error) {
    if (error instanceof Files.FileError) return error.message;
    return `Das lässt sich nicht lesen: ${error.message}`;
  }

  async #back() {
    this.#trouble("");
    await this.#open(this.#own);
  }

  async #bring(files) {
    this.#trouble("");
    if (files.length === 0) return;
    try {
      const folder = Files.folderOf(files);
      if (folder !== null) await this.#bringFolder(folder);
      else await this.#bringFiles(files);
    } catch (error) {
      this.#trouble(App.#words(error));
    }
  }

  async #bringFiles(files) {
    const wanted =
      files.length === 1 ? files : files.filter((file) => /\.(json|txt)$/i.test(file.name));
    if (wanted.length === 0)
      throw new Files.FileError(
        "Darin ist keine DEP-Datei (.json) und kein Export-Ordner (MANIFEST.json).",
      );
    const read = [];
    for (const file of wanted) read.push(await Files.read(file));
    const container = read.find((one) => one.key);
    const deps = Files.inOrder(read.filter((one) => one.dep));
    if (deps.length > 0) await this.#open(await Data.foreign(deps));
    if (container) await this.#useKey(container);
  }

  async #useKey({ key, devices }) {
    if (this.#data === null)
      throw new Files.FileError("Das ist eine Schlüsseldatei. Bitte zuerst das DEP dazu öffnen.");
    this.#go("pruefung");
    await this.#settled();
    await this.#checks.withKey(key, devices);
  }

  async #bringFolder({ name, files }) {
    const manifest = await Folder.listOf(files);
    if (!this.#isOurs(manifest)) await this.#openFolder(name, files);
    else if (this.#data !== this.#own) await this.#back();
    await this.#settled();
    this.#go("pruefung");
    this.#checks.folder(await Folder.examine(files, this.#data));
  }

  /** The DEP of a folder of another export. */
  async #openFolder(name, files) {
    const names = [...files.keys()].filter((file) => /^dep-export__[^/]*\.json$/.test(file));
    if (names.length === 0) {
      throw new Files.FileError(`Im Ordner „${name}“ fehlt das DEP (dep-export__….json).`);
    }
    const deps = [];
    for (const one of names) deps.push(await Files.read(files.get(one)));
    await this.#open(await Data.foreign(Files.inOrder(deps.filter((dep) => dep.dep))));
  }

  /** The examination has come to its end. */
  async #settled() {
    while (this.#checks.isBusy) await new Promise((resolve) => setTimeout(resolve, 100));
  }

  /** Whether a folder is the one this page lies in. */
  #isOurs(manifest) {
    if (this.#own === null || manifest === null || typeof manifest !== "object") return false;
    const { meta } = this.#own;
    const isSame = (span, [first, last]) => span && span.first === first && span.last === last;
    return (
      manifest.register_id === meta.register_id &&
      isSame(manifest.receipts, meta.receipts) &&
      isSame(manifest.journal, meta.journal)
    );
  }

  /** One code from paper: whether it is a receipt of these data. */
  async checkCode(text) {
    return Folder.code(text, this.#data);
  }

  saveDep() {
    const { meta, receipts, registerId } = this.#data;
    const name = Table.fileName("dep-export_", registerId, meta.first_day, meta.last_day).replace(
      /_+/g,
      "__",
    );
    Dom.save(`${name}.json`, "application/json", [receipts.dep(meta.certificates)]);
  }

  // Paper.

  /** Print these nodes and nothing else. */
  print(nodes, kind = "list") {
    this.#lay(nodes, kind);
    window.print();
  }

  /** Whoever prints with the browser's own key gets the list that is shown. */
  #beforePrint() {
    if (document.body.dataset.print || this.#data === null) return;
    const view = this.#views.get(this.#shownName());
    if (!view.list) return;
    this.#lay(view.list(), "list");
  }

  /** What is to be printed; under a list stands what the examination says of its data. */
  #lay(nodes, kind) {
    const said = Dom.el("p", { class: "stamp" }, Dom.by("sentence").textContent);
    Dom.fill(Dom.by("paper"), ...nodes, kind === "list" ? said : null);
    document.body.dataset.print = kind;
  }

  #afterPrint() {
    delete document.body.dataset.print;
    Dom.fill(Dom.by("paper"));
  }
}

/** The one page. */
const viewer = new App();
viewer.start();
