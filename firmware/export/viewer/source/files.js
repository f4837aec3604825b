/* Files a person brings: what each is, and what is wrong with it in words. */

const Files = (() => {
  const MIB = 1 << 20;
  // A browser's text ends at half a gigabyte.
  const TEXT_MAX = 400 * MIB;
  const SMALL_MAX = 4 * MIB;
  const GROUPS = "Belege-Gruppe";
  const CERTIFICATES = ["Signaturzertifikat", "Signatur- bzw. Siegelzertifikat"];
  const KEY = "base64AESKey";
  const DEVICES = "certificateOrPublicKeyMap";
  const DEVICE_KIND = "signatureDeviceType";
  const DEVICE_VALUE = "signatureCertificateOrPublicKey";
  const KEY_TEXT = /^[A-Za-z0-9+/]{43}=$/;

  /** A file that is not what it should be; the message is for the person who brought it. */
  class FileError extends Error {}

  const quoted = (name) => `„${name.length > 60 ? `${name.slice(0, 57)}…` : name}“`;

  /** The text of a file. */
  async function textOf(file) {
    if (file.size > TEXT_MAX) {
      throw new FileError(
        `${quoted(file.name)} ist mit ${Form.count(Math.round(file.size / MIB))} MB zu ` +
          "groß für den Browser. Der Befehl „kassa verify“ prüft auch so große Dateien.",
      );
    }
    if (file.size === 0) throw new FileError(`${quoted(file.name)} ist leer.`);
    let bytes;
    try {
      bytes = await file.arrayBuffer();
    } catch {
      throw new FileError(
        `${quoted(file.name)} lässt sich nicht lesen. Ist der Stick noch angesteckt?`,
      );
    }
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw new FileError(
        `${quoted(file.name)} ist keine Textdatei, also weder DEP noch Schlüsseldatei.`,
      );
    }
  }

  /** What a file is: { dep } or { key }. */
  async function read(file) {
    const text = await textOf(file);
    let document;
    try {
      document = JSON.parse(text);
    } catch {
      const isBegun = /^\s*\{/.test(text);
      throw new FileError(
        isBegun
          ? `${quoted(file.name)} ist abgeschnitten oder beschädigt: Es beginnt wie ein DEP, ` +
              "ist aber nicht vollständig."
          : `${quoted(file.name)} ist weder ein DEP (JSON) noch eine Schlüsseldatei.`,
      );
    }
    if (document !== null && typeof document === "object") {
      if (GROUPS in document) return { name: file.name, text, ...depOf(document, file.name) };
      if (KEY in document) return keyOf(document, file.name);
      if (typeof document.format === "number" && "files" in document) {
        throw new FileError(
          `${quoted(file.name)} ist nur das Verzeichnis eines Exports. Zum Prüfen bitte ` +
            "den ganzen Ordner wählen.",
        );
      }
    }
    throw new FileError(
      `${quoted(file.name)} ist zwar JSON, aber weder ein DEP (dort fehlt „${GROUPS}“) ` +
        "noch eine Schlüsseldatei.",
    );
  }

  /** The receipts of a DEP, and the certificates of its groups. */
  function depOf(document, name) {
    const groups = document[GROUPS];
    const isGroup = (group) =>
      group !== null && typeof group === "object" && Array.isArray(group["Belege-kompakt"]);
    if (!Array.isArray(groups) || !groups.every(isGroup)) {
      throw new FileError(
        `${quoted(name)} nennt sich DEP, aber darin fehlen die Belege („Belege-kompakt“).`,
      );
    }
    const entries = groups.flatMap((group) => group["Belege-kompakt"].map(String));
    if (entries.length === 0)
      throw new FileError(`${quoted(name)} ist ein DEP ohne einen einzigen Beleg.`);
    const certificates = groups
      .map((group) =>
        CERTIFICATES.map((key) => group[key]).find(
          (text) => typeof text === "string" && text !== "",
        ),
      )
      .filter(Boolean);
    return { dep: true, entries, certificates };
  }

  /** The AES key, and the certificates and keys that sign for this till. */
  function keyOf(document, name) {
    const key = document[KEY];
    const map = document[DEVICES];
    const isMap = map !== null && typeof map === "object";
    try {
      if (!isKey(key) || !isMap) throw new TypeError("no key");
      const devices = Object.entries(map).map(([serial, device]) => [
        serial,
        { kind: device[DEVICE_KIND], der: bytesOf(device[DEVICE_VALUE]) },
      ]);
      return { key, devices };
    } catch {
      throw new FileError(
        `${quoted(name)} nennt sich Schlüsseldatei, aber darin fehlt der AES-Schlüssel, oder ` +
          "ein Zertifikat ist nicht lesbar.",
      );
    }
  }

  const bytesOf = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));

  /** Whether a text is an AES key in base64: 32 bytes. */
  const isKey = (text) => typeof text === "string" && KEY_TEXT.test(text);

  /** In the order of time: consecutive exports are one chain. */
  function inOrder(deps) {
    const begin = (dep) => {
      const said = Codes.payload(dep.entries[0]);
      return said === null ? "" : said.fields[3];
    };
    return [...deps].sort((one, other) => (begin(one) < begin(other) ? -1 : 1));
  }

  /** The export's folder among files: its root and its files by their names in it; null if none. */
  function folderOf(files) {
    const path = (file) => file.webkitRelativePath || file.path || file.name;
    const manifests = files.filter((file) => /(^|\/)MANIFEST\.json$/.test(path(file)));
    if (manifests.length === 0) return null;
    if (manifests.length > 1) {
      throw new FileError(
        `In diesem Ordner liegen ${Form.count(manifests.length)} Exporte. Bitte einen ` +
          "davon wählen: einen Ordner, dessen Name mit dem Datum beginnt.",
      );
    }
    const root = path(manifests[0]).slice(0, -"MANIFEST.json".length);
    const byName = new Map();
    for (const file of files)
      if (path(file).startsWith(root)) byName.set(path(file).slice(root.length), file);
    if (manifests[0].size > SMALL_MAX)
      throw new FileError("Das Verzeichnis MANIFEST.json ist viel zu groß: Es ist keines.");
    return { name: root.replace(/\/$/, "").split("/").pop() || "Ordner", files: byName };
  }

  /** All files of what was dropped, folders with everything in them. */
  async function dropped(transfer) {
    const entries = [...transfer.items]
      .map((item) => (item.webkitGetAsEntry ? item.webkitGetAsEntry() : null))
      .filter(Boolean);
    if (entries.length === 0) return [...transfer.files];
    const found = [];
    for (const entry of entries) await collect(entry, found);
    return found;
  }

  async function collect(entry, found) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject)).catch(() => {
        throw new FileError(`${quoted(entry.name)} lässt sich nicht lesen.`);
      });
      Object.defineProperty(file, "path", { value: entry.fullPath.replace(/^\//, "") });
      found.push(file);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) =>
        reader.readEntries(resolve, reject),
      ).catch(() => {
        throw new FileError(`Der Ordner ${quoted(entry.name)} lässt sich nicht lesen.`);
      });
      if (some.length === 0) return;
      for (const one of some) await collect(one, found);
    }
  }

  return Object.freeze({ FileError, read, isKey, inOrder, folderOf, dropped });
})();
