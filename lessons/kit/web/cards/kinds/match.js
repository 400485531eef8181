// Pairs: a list of partners behind each.

import { h } from "../../shared/dom.js";
import { sign } from "./signs.js";

/**
 * @param {Record<string, unknown>} attributes
 * @param {[string, string][]} pairs value and text
 * @param {string} empty
 */
function chooser(attributes, pairs, empty) {
  return h(
    "select",
    { class: "rc-select", ...attributes },
    h("option", { value: "", text: empty }),
    ...pairs.map(([value, text]) => h("option", { value, text })),
  );
}

/** @type {import("./kind.js").MakeAnswer} */
export function match(view, { name, changed, say }) {
  const rights = view.right.map(({ key, text }) => /** @type {[string, string]} */ ([key, text]));
  /** @type {Map<string, HTMLSelectElement>} */
  const selects = new Map();
  /** @type {Map<string, ReturnType<typeof sign>>} */
  const signs = new Map();
  const rows = view.left.map(({ key, html }, index) => {
    const id = `${name}-${index}`;
    const select = chooser({ id, name: id, on: { change: changed } }, rights, say("choose"));
    selects.set(key, select);
    const judged = sign(say);
    signs.set(key, judged);
    const partner = h("span", { class: "rc-partner" }, select, judged.node);
    return h("div", { class: "rc-pair" }, h("label", { for: id, html }), partner);
  });
  return {
    node: h("div", { class: "rc-pairs" }, ...rows),
    read: () =>
      Object.fromEntries(
        [...selects]
          .filter(([, select]) => select.value)
          .map(([key, select]) => [key, select.value]),
      ),
    write(response) {
      for (const [key, select] of selects) select.value = response?.[key] ?? "";
    },
    judge: (parts) => {
      for (const [key, judged] of signs) judged.judge(parts[key]);
    },
    focus: () => selects.values().next().value?.focus(),
  };
}
