// Radio buttons or checkboxes: `choice`, `choices` and `poll`.

import { h } from "../../shared/dom.js";
import { sign } from "./signs.js";

/**
 * @param {import("../states.js").View} view
 * @param {import("./kind.js").Card} card
 * @param {"radio" | "checkbox"} type
 * @returns {import("./kind.js").Answer}
 */
function options(view, { name, changed, say }, type) {
  /** @type {HTMLInputElement[]} */
  const inputs = [];
  const signs = view.options.map(() => sign(say));
  const rows = view.options.map(({ key, html }, index) => {
    const input = h("input", { type, name, value: key, on: { change: changed } });
    inputs.push(input);
    return h("label", { class: "rc-option" }, input, h("span", { html }), signs[index].node);
  });
  const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
  return {
    node: h("div", { class: "rc-options" }, ...rows),
    read: () => (type === "radio" ? (chosen()[0] ?? null) : chosen().sort()),
    write(response) {
      const keys = type === "radio" ? [response] : (response ?? []);
      for (const input of inputs) input.checked = keys.includes(input.value);
    },
    judge: (parts) => {
      inputs.forEach((input, index) => {
        signs[index].judge(parts[input.value]);
      });
    },
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus(),
  };
}

/** @type {import("./kind.js").MakeAnswer} */
export const one = (view, card) => options(view, card, "radio");

/** @type {import("./kind.js").MakeAnswer} */
export const several = (view, card) => options(view, card, "checkbox");
