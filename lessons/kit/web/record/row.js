// Rows of what is remembered, as docs/format.md has them: JSON, closed with a checksum over it.

import { blake2b } from "./blake2b.js";

/** Rounds from here on ask a question of an earlier lesson once more. */
export const RECALL = 100;

const CHECKSUM = 8; // bytes

/**
 * Write a row.
 *
 * @param {object} fields
 */
export function pack(fields) {
  const body = JSON.stringify(fields).slice(0, -1);
  return `${body},"checksum":"${blake2b(new TextEncoder().encode(body), CHECKSUM)}"}`;
}

/**
 * Read a row; give nothing if it is not as it was written.
 *
 * @param {string} text
 * @returns {any}
 */
export function unpack(text) {
  const end = ',"checksum":"'.length + 2 * CHECKSUM + '"}'.length;
  const body = text.slice(0, -end);
  const sum = blake2b(new TextEncoder().encode(body), CHECKSUM);
  if (text.slice(-end) !== `,"checksum":"${sum}"}`) return null;
  const { checksum: _, ...fields } = JSON.parse(text);
  return fields;
}

/** Whether a row is an answer that counts in its lesson. @param {{body: string}} row */
export function counts({ body }) {
  const { kind, round } = JSON.parse(body);
  return kind !== "page" && (round ?? 1) < RECALL;
}

/** Sixteen signs made by chance: the id of a learner or a writer. */
export const newCode = () =>
  [...crypto.getRandomValues(new Uint8Array(8))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");

/** A UUID of the fourth kind; `crypto.randomUUID` is missing on plain http. */
export function newEvent() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
