// Whole numbers of any size, as long as it lasts in the fast kind: a Number where it is exact, else
// a BigInt. Each value has one form only, so that `===` compares values.

function exact(big) {
  const isSafe = big <= Number.MAX_SAFE_INTEGER && big >= Number.MIN_SAFE_INTEGER;
  return isSafe ? Number(big) : big;
}

/** The sum of two such values. */
function plus(a, b) {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) {
      return sum;
    }
  }
  return exact(BigInt(a) + BigInt(b));
}

/** The value of decimal digits with an optional sign. */
function wholeOf(digits) {
  return digits.length <= 15 ? Number(digits) || 0 : exact(BigInt(digits));
}

/** The cents of an amount in the form of the signed text, "-1234,56". */
function centsOf(amount) {
  return amount === "0,00" ? 0 : wholeOf(amount.replace(",", ""));
}

/** The value of bytes in two's complement, big endian. */
function signedOf(bytes) {
  if (bytes.length === 8) {
    const high = (bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3];
    if (high < 0x200000 && high >= -0x200000) {
      const low = (bytes[4] << 24) | (bytes[5] << 16) | (bytes[6] << 8) | bytes[7];
      const value = high * 0x100000000 + (low >>> 0);
      if (Number.isSafeInteger(value)) {
        return value;
      }
    }
  }
  return exact(BigInt.asIntN(8 * bytes.length, unsignedOf(bytes)));
}

/** The value of bytes, big endian, always as BigInt. */
function unsignedOf(bytes) {
  return bytes.length === 0 ? 0n : BigInt(`0x${hexOf(bytes)}`);
}
