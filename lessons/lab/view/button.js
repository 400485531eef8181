// Buttons.

import { h } from "../../kit/web/shared/dom.js";

/**
 * Make a button.
 *
 * @param {string} text
 * @param {() => unknown} click
 * @param {Record<string, unknown>} [attributes]
 */
export const button = (text, click, attributes = {}) =>
  h("button", { type: "button", text, on: { click }, ...attributes });
