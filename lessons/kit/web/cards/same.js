// Whether two responses say the same.

/** @param {unknown} value */
const sorted = (value) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort())
    : value;

/**
 * Compare two responses, whatever the order of their names.
 *
 * @param {unknown} a
 * @param {unknown} b
 */
export const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
