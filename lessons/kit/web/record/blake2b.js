// BLAKE2b (RFC 7693) without a key: what the checksum of a row is made of. A page in class has no
// `crypto.subtle`, which comes with https alone; rows are short, so BigInt is quick enough.

const MASK = (1n << 64n) - 1n;
const START = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
];
const ORDER = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];
const ROUNDS = 12;
const BLOCK = 128;
const MIXED = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

/** @param {bigint} word @param {bigint} by */
const turned = (word, by) => ((word >> by) | (word << (64n - by))) & MASK;

/**
 * Mix one block into the state.
 *
 * @param {bigint[]} state @param {DataView} block @param {number} seen @param {boolean} last
 */
function compress(state, block, seen, last) {
  const v = [...state, ...START];
  v[12] ^= BigInt(seen);
  if (last) v[14] ^= MASK;
  const words = Array.from({ length: 16 }, (_, i) => block.getBigUint64(i * 8, true));
  for (let round = 0; round < ROUNDS; round++) {
    const order = ORDER[round % ORDER.length];
    MIXED.forEach(([a, b, c, d], i) => {
      v[a] = (v[a] + v[b] + words[order[2 * i]]) & MASK;
      v[d] = turned(v[d] ^ v[a], 32n);
      v[c] = (v[c] + v[d]) & MASK;
      v[b] = turned(v[b] ^ v[c], 24n);
      v[a] = (v[a] + v[b] + words[order[2 * i + 1]]) & MASK;
      v[d] = turned(v[d] ^ v[a], 16n);
      v[c] = (v[c] + v[d]) & MASK;
      v[b] = turned(v[b] ^ v[c], 63n);
    });
  }
  for (let i = 0; i < state.length; i++) state[i] ^= v[i] ^ v[i + 8];
}

/**
 * The hash of some bytes in hexadecimal digits, as Python's `hashlib.blake2b` gives it.
 *
 * @param {Uint8Array} bytes
 * @param {number} size bytes of the hash, 1 to 64
 */
export function blake2b(bytes, size) {
  const state = [...START];
  state[0] ^= 0x01010000n ^ BigInt(size);
  const blocks = Math.max(1, Math.ceil(bytes.length / BLOCK));
  for (let i = 0; i < blocks; i++) {
    const block = new Uint8Array(BLOCK);
    block.set(bytes.subarray(i * BLOCK, (i + 1) * BLOCK));
    const seen = Math.min(bytes.length, (i + 1) * BLOCK);
    compress(state, new DataView(block.buffer), seen, i === blocks - 1);
  }
  const whole = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => {
    whole.setBigUint64(i * 8, word, true);
  });
  return [...new Uint8Array(whole.buffer, 0, size)]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
