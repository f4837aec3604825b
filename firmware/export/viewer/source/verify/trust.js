// Which key belongs to which receipt: the certificates of a DEP group, and a key store's devices
// (RKSV § 15, Anlage Z 16). `store` is null, or {devices: Map of the text of field 11 to
// {kind: "CERTIFICATE" | "PUBLIC_KEY", der}}.

const CERTIFICATES_MAX = 1024;
const HEX_SERIAL = /^[0-9A-Fa-f]{1,64}$/;

function hexNumber(text) {
  return BigInt(`0x${text}`);
}

/** Whether field 11 names this serial: hex of either case, or (still seen) decimal. */
function serialMatches(text, serial) {
  if (!/^[0-9A-Fa-f]+$/.test(text)) {
    return false;
  }
  return hexNumber(text) === serial || (/^[0-9]+$/.test(text) && BigInt(text) === serial);
}

/** The device that field 11 names: the same text, or the same hex number. */
function findDevice(devices, serial) {
  const device = devices.get(serial);
  if (device !== undefined || !HEX_SERIAL.test(serial)) {
    return device ?? null;
  }
  const number = hexNumber(serial);
  for (const [name, other] of devices) {
    if (HEX_SERIAL.test(name) && hexNumber(name) === number) {
      return other;
    }
  }
  return null;
}

/** The point of a device's P-256 key, or null when it has none. */
function pointOfDevice(device) {
  try {
    const isCertificate = device.kind === "CERTIFICATE";
    return (isCertificate ? readCertificate(device.der).key : readPublicKey(device.der)).point;
  } catch (error) {
    if (error instanceof DerError) {
      return null;
    }
    throw error;
  }
}

/** Examines the certificates of groups; one that is met again costs and says nothing. */
class GroupExaminer {
  #store;
  #known = new Map();
  #digests = new WeakMap();

  constructor(store) {
    this.#store = store;
  }

  /**
   * Says with which keys a group's receipts are judged, and what is wrong with its certificates.
   *
   * `keys`: with `serial` every receipt must name it and is judged with `point`; without it the
   * receipts' serials choose among `devices`. When `isJudged` is false the certificate itself is
   * at fault, and its receipts' signatures say nothing.
   */
  async examine({ certificate, chain }) {
    const name = [certificate, ...chain].map((der) => this.#digest(der)).join();
    const known = this.#known.get(name);
    if (known !== undefined) {
      return { keys: known, faults: [] };
    }
    const examined = await this.#examineNew(certificate, chain);
    if (this.#known.size >= CERTIFICATES_MAX) {
      this.#known.clear();
    }
    this.#known.set(name, examined.keys);
    return examined;
  }

  /** The reader gives equal certificates as one object, so each is hashed once. */
  #digest(der) {
    if (der === null) {
      return "";
    }
    const digest = this.#digests.get(der) ?? sha256Hex(der);
    this.#digests.set(der, digest);
    return digest;
  }

  async #examineNew(certificate, chain) {
    const nothing = { serial: null, point: null, devices: new Map(), isJudged: true };
    if (certificate === null) {
      return { keys: { ...nothing, devices: this.#store?.devices ?? new Map() }, faults: [] };
    }
    const faults = [];
    const certificates = readAll([certificate, ...chain], faults);
    if (faults.length > 0) {
      return { keys: { ...nothing, isJudged: false }, faults };
    }
    const [leaf] = certificates;
    if (leaf.key.point === null) {
      faults.push(fault("certificate-key", "the key is not of the curve P-256"));
    }
    if (!leaf.hasPurpose) {
      faults.push(fault("certificate-purpose", `no extension ${REGISTER_OWNER_OID}`));
    }
    faults.push(...(await chainFaults(certificates)));
    if (this.#store !== null) {
      faults.push(...trustFaults(certificates, this.#store.devices));
    }
    const { point } = leaf.key;
    const keys = { ...nothing, serial: leaf.serial, point, isJudged: point !== null };
    return { keys, faults };
  }
}

function readAll(ders, faults) {
  const certificates = [];
  ders.forEach((der, position) => {
    try {
      certificates.push(readCertificate(der));
    } catch (error) {
      if (!(error instanceof DerError)) {
        throw error;
      }
      const where = position === 0 ? "certificate" : `issuer ${position}`;
      faults.push(fault("certificate-form", `${where}: not DER X.509: ${error.message}`));
    }
  });
  return certificates;
}

async function chainFaults(certificates) {
  const faults = [];
  for (let position = 1; position < certificates.length; position += 1) {
    if (!(await isIssuedBy(certificates[position - 1], certificates[position]))) {
      const detail = `certificate ${position} of the group is not signed by issuer ${position}`;
      faults.push(fault("certificate-chain", detail));
    }
  }
  return faults;
}

/** Trusted is who stands in the store himself or has an issuer there; a twin is an attack. */
function trustFaults(certificates, devices) {
  const known = new Set(Array.from(devices.values(), ({ der }) => sha256Hex(der)));
  if (certificates.some((one) => fingerprints(one).some((print) => known.has(print)))) {
    return [];
  }
  const serials = new Set(certificates.map(({ serial }) => serial));
  for (const [name, device] of devices) {
    if (serials.has(serialOf(name, device))) {
      const detail = `the key store knows another certificate with the serial ${shown(name)}`;
      return [fault("certificate-collision", detail)];
    }
  }
  const detail = "neither the certificate nor one of its issuers is in the key store";
  return [fault("certificate-trust", detail)];
}

function serialOf(name, device) {
  if (device.kind !== "CERTIFICATE") {
    return HEX_SERIAL.test(name) ? hexNumber(name) : null;
  }
  try {
    return readCertificate(device.der).serial;
  } catch {
    return null;
  }
}

/** What a store may know of a certificate: itself, or only its public key. */
function fingerprints({ der, key }) {
  return [sha256Hex(der), sha256Hex(key.point === null ? key.spki : spkiOf(key.point))];
}
