// AES-256 (FIPS 197), one block forward. A turnover counter is one block of counter mode whose
// counter block is another for every receipt; the browser's cipher would need a call for each.

const AES_ROUNDS = 14;
const AES_SBOX = new Uint8Array(256);
const AES_T = [0, 1, 2, 3].map(() => new Uint32Array(256));

(function reckonTables() {
  const double = (value) => ((value << 1) ^ (value & 0x80 ? 0x11b : 0)) & 0xff;
  const powers = new Uint8Array(256);
  const logs = new Uint8Array(256);
  for (let at = 0, value = 1; at < 255; at += 1, value ^= double(value)) {
    powers[at] = value;
    logs[value] = at;
  }
  for (let at = 0; at < 256; at += 1) {
    const inverse = at === 0 ? 0 : powers[(255 - logs[at]) % 255];
    let mixed = inverse;
    for (let turn = 1; turn <= 4; turn += 1) {
      mixed ^= (inverse << turn) | (inverse >> (8 - turn));
    }
    const s = (mixed ^ 0x63) & 0xff;
    const s2 = double(s);
    const word = ((s2 << 24) | (s << 16) | (s << 8) | (s2 ^ s)) >>> 0;
    AES_SBOX[at] = s;
    AES_T.forEach((table, turn) => {
      table[at] = turn === 0 ? word : (word >>> (8 * turn)) | (word << (32 - 8 * turn));
    });
  }
})();

/** A key set up once for many blocks. */
class Aes256 {
  #words = new Uint32Array(4 * (AES_ROUNDS + 1));

  constructor(key) {
    const words = this.#words;
    const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
    const substitute = (word) =>
      (AES_SBOX[word >>> 24] << 24) |
      (AES_SBOX[(word >>> 16) & 255] << 16) |
      (AES_SBOX[(word >>> 8) & 255] << 8) |
      AES_SBOX[word & 255];
    for (let at = 0; at < 8; at += 1) {
      words[at] = view.getUint32(4 * at);
    }
    for (let at = 8, round = 1; at < words.length; at += 1) {
      let word = words[at - 1];
      if (at % 8 === 0) {
        word = substitute((word << 8) | (word >>> 24)) ^ (round << 24);
        round <<= 1;
      } else if (at % 8 === 4) {
        word = substitute(word);
      }
      words[at] = words[at - 8] ^ word;
    }
  }

  /** The 16 bytes that a block of at least 16 bytes becomes. */
  encrypt(block) {
    const words = this.#words;
    const [t0, t1, t2, t3] = AES_T;
    const view = new DataView(block.buffer, block.byteOffset, 16);
    let a = view.getUint32(0) ^ words[0];
    let b = view.getUint32(4) ^ words[1];
    let c = view.getUint32(8) ^ words[2];
    let d = view.getUint32(12) ^ words[3];
    let at = 4;
    for (let round = 1; round < AES_ROUNDS; round += 1, at += 4) {
      const e =
        t0[a >>> 24] ^ t1[(b >>> 16) & 255] ^ t2[(c >>> 8) & 255] ^ t3[d & 255] ^ words[at];
      const f =
        t0[b >>> 24] ^ t1[(c >>> 16) & 255] ^ t2[(d >>> 8) & 255] ^ t3[a & 255] ^ words[at + 1];
      const g =
        t0[c >>> 24] ^ t1[(d >>> 16) & 255] ^ t2[(a >>> 8) & 255] ^ t3[b & 255] ^ words[at + 2];
      const h =
        t0[d >>> 24] ^ t1[(a >>> 16) & 255] ^ t2[(b >>> 8) & 255] ^ t3[c & 255] ^ words[at + 3];
      a = e;
      b = f;
      c = g;
      d = h;
    }
    const out = new Uint8Array(16);
    const rows = [a, b, c, d];
    for (let column = 0; column < 4; column += 1) {
      for (let row = 0; row < 4; row += 1) {
        const shift = 24 - 8 * row;
        const byte = AES_SBOX[(rows[(column + row) % 4] >>> shift) & 255];
        out[4 * column + row] = byte ^ (words[at + column] >>> shift);
      }
    }
    return out;
  }
}
