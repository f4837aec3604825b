// One receipt from paper or a screen: QR text, OCR text or the JWS itself (Anlage Z 12 to 14), and
// whether it is the entry of a DEP (§ 11 Abs 2 RKSV).

const CODE_FORMS = [
  ["QR", jwsOfQr],
  ["OCR", jwsOfOcr],
];

/** Whether a reader refuses: the message, else null. */
function refusal(read) {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof Malformed) {
      return error.message;
    }
    throw error;
  }
}

/** The form of a text and its JWS; `detail` says why it is none of the three. */
function readCode(text) {
  if (!text.startsWith("_")) {
    const detail = refusal(() => splitJws(text));
    return detail === null ? { form: "JWS", jws: text, detail } : { form: null, jws: null, detail };
  }
  const details = [];
  for (const [form, rebuild] of CODE_FORMS) {
    let jws = null;
    const detail = refusal(() => {
      jws = rebuild(text);
    });
    if (detail === null) {
      return { form, jws, detail };
    }
    details.push(detail);
  }
  return { form: null, jws: null, detail: details[0] };
}

/** Examines one code on its own; see `Verify.code`. */
async function verifyCode(text, { certificates = [], aesKeyBase64 = null } = {}) {
  const { aesKey } = optionsOf({ aesKeyBase64 });
  const { form, jws, detail } = readCode(text.trim());
  if (jws === null) {
    return { form, jws, receipt: null, findings: [findingOf(0, "", fault("code-match", detail))] };
  }
  const signers = signersOf(certificates);
  const keys = {
    serial: null,
    point: null,
    devices: new Map(
      signers.map(({ serial, der }) => [serial.toString(16), { kind: "CERTIFICATE", der }]),
    ),
    isJudged: signers.length > 0,
  };
  const [receipt] = await new EntryExaminer(aesKey).examineAll([{ keys, entries: [jws] }]);
  const findings = receipt.faults.map((one) => findingOf(0, receipt.number, one));
  return { form, jws, receipt, findings };
}

/**
 * Compares texts read from paper with the JWS of an entry; what was not on it is left out.
 * `linkText` is the name of the receipt in its link form.
 */
function examineCodes(jws, { qr = null, ocr = null, linkText = null }) {
  const found = [];
  const texts = { QR: qr, OCR: ocr };
  for (const [name, rebuild] of CODE_FORMS) {
    if (texts[name] === null) {
      continue;
    }
    let isSame = false;
    const detail = refusal(() => {
      isSame = rebuild(texts[name]) === jws;
    });
    if (!isSame) {
      const why = detail === null ? "is of another receipt" : `cannot be read: ${detail}`;
      found.push(fault("code-match", `the ${name} code ${why}`));
    }
  }
  if (linkText !== null) {
    let isSame = false;
    refusal(() => {
      isSame = linkText === linkHashOf(qrOfJws(jws));
    });
    if (!isSame) {
      found.push(fault("code-match", `the link ${shown(linkText)} is of another receipt`));
    }
  }
  return found;
}
