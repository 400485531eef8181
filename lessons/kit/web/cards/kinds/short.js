// A sentence or two; once kept, the learner marks it by a rubric beside a good answer.

import { h } from "../../shared/dom.js";

/** @type {import("./kind.js").MakeAnswer} */
export function short(_view, { name, changed, check, say }) {
  const area = h("textarea", {
    id: name,
    name,
    rows: 4,
    class: "rc-area",
    on: { input: changed },
  });
  const ticks = h("div", { class: "rc-options" });
  const keep = h("button", {
    type: "button",
    class: "rc-button",
    text: say("keep-ticks"),
    on: { click: check },
  });
  const rubric = h(
    "fieldset",
    { class: "rc-rubric", hidden: true },
    h("legend", { text: say("rubric") }),
    ticks,
    h("div", { class: "rc-actions" }, keep),
  );
  const boxes = () => [...ticks.querySelectorAll("input")];
  return {
    node: h("div", {}, h("label", { for: name, class: "rc-label", text: say("text") }), area),
    after: rubric,
    read: () =>
      area.value.trim() ? { text: area.value, rubric: boxes().map((box) => box.checked) } : null,
    write(response) {
      area.value = response?.text ?? "";
      boxes().forEach((box, index) => {
        box.checked = Boolean(response?.rubric?.[index]);
      });
    },
    reveal(criteria) {
      if (!rubric.hidden || !criteria.length) return;
      criteria.forEach((html, index) => {
        const box = h("input", {
          type: "checkbox",
          name: `${name}-${index}`,
          on: { change: changed },
        });
        ticks.append(h("label", { class: "rc-option" }, box, h("span", { html })));
      });
      rubric.hidden = false;
    },
    focus: () => area.focus(),
  };
}
