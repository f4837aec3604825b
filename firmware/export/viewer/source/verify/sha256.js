// SHA-256 (FIPS 180-4). The browser's own is asynchronous and costs more per call than a receipt
// or a journal row needs hashing; this one is for many short texts.

const SHA256_K = new Int32Array(64);
const SHA256_START = new Int32Array(8);

// The constants are the first 32 bits behind the point of cube and square roots of the primes.
(function reckonConstants() {
  const primes = [];
  for (let candidate = 2; primes.length < 64; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) {
      primes.push(candidate);
    }
  }
  const root = (value, power) => {
    let low = 0n;
    let high = 1n << 40n;
    while (high - low > 1n) {
      const middle = (low + high) >> 1n;
      [low, high] = middle ** power <= value ? [middle, high] : [low, middle];
    }
    return Number(low & 0xffffffffn) | 0;
  };
  primes.forEach((prime, at) => {
    SHA256_K[at] = root(BigInt(prime) << 96n, 3n);
    if (at < 8) {
      SHA256_START[at] = root(BigInt(prime) << 64n, 2n);
    }
  });
})();

const SHA256_W = new Int32Array(64);
const SHA256_STATE = new Int32Array(8);
const SHA256_TAIL = new Uint8Array(128);

function hashBlock(bytes, from) {
  const w = SHA256_W;
  const k = SHA256_K;
  const state = SHA256_STATE;
  for (let at = 0, byte = from; at < 16; at += 1, byte += 4) {
    w[at] =
      (bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3];
  }
  for (let at = 16; at < 64; at += 1) {
    const x = w[at - 15];
    const y = w[at - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[at] = (w[at - 16] + s0 + w[at - 7] + s1) | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let at = 0; at < 64; at += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + k[at] + w[at]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0] + a) | 0;
  state[1] = (state[1] + b) | 0;
  state[2] = (state[2] + c) | 0;
  state[3] = (state[3] + d) | 0;
  state[4] = (state[4] + e) | 0;
  state[5] = (state[5] + f) | 0;
  state[6] = (state[6] + g) | 0;
  state[7] = (state[7] + h) | 0;
}

/** The 32 bytes of the first `length` bytes. */
function sha256(bytes, length = bytes.length) {
  SHA256_STATE.set(SHA256_START);
  let at = 0;
  for (; at + 64 <= length; at += 64) {
    hashBlock(bytes, at);
  }
  const tail = SHA256_TAIL;
  const rest = length - at;
  const tailLength = rest < 56 ? 64 : 128;
  tail.fill(0, 0, tailLength);
  for (let index = 0; index < rest; index += 1) {
    tail[index] = bytes[at + index];
  }
  tail[rest] = 0x80;
  const bits = [Math.floor(length / 0x20000000), length << 3];
  for (let index = 0; index < 8; index += 1) {
    tail[tailLength - 8 + index] = bits[index >> 2] >>> (24 - 8 * (index & 3));
  }
  hashBlock(tail, 0);
  if (tailLength === 128) {
    hashBlock(tail, 64);
  }
  const digest = new Uint8Array(32);
  for (let word = 0; word < 8; word += 1) {
    const value = SHA256_STATE[word];
    digest[word * 4] = value >>> 24;
    digest[word * 4 + 1] = value >>> 16;
    digest[word * 4 + 2] = value >>> 8;
    digest[word * 4 + 3] = value;
  }
  return digest;
}

/** The digest in lower-case hex digits. */
function sha256Hex(bytes, length = bytes.length) {
  return hexOf(sha256(bytes, length));
}
