// A number, typed as the learner writes it. Python reads it, and says what fits it: "number-how", or
// "number-exact" where one whole number is asked for.

import { h } from "../../shared/dom.js";

/**
 * Give what was typed as it is sent; nothing where there is nothing.
 *
 * @param {string} value
 */
export const typed = (value) => value.trim() || null;

/** @type {import("./kind.js").MakeAnswer} */
export function number(view, { name, changed, check, say }) {
  const input = h("input", {
    type: "text",
    id: name,
    name,
    inputmode: "decimal",
    autocomplete: "off",
    spellcheck: "false",
    class: "rc-number",
    "aria-describedby": `${name}-how`,
    on: { input: changed, keydown: (event) => event.key === "Enter" && check() },
  });
  const unit = view.unit ? h("span", { class: "rc-unit", text: view.unit }) : "";
  return {
    node: h(
      "div",
      {},
      h("label", {
        for: name,
        class: "rc-label",
        text: view.unit ? say("number-in", { unit: view.unit }) : say("number"),
      }),
      h("div", { class: "rc-line" }, input, unit),
      h("p", { id: `${name}-how`, class: "rc-small", text: say(view.how ?? "number-how") }),
    ),
    read: () => typed(input.value),
    write: (response) => {
      input.value = response ?? "";
    },
    focus: () => input.focus(),
  };
}
