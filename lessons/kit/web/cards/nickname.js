// The start page's question for a nickname.

import { dress, h, unique } from "../shared/dom.js";
import { guard } from "../shared/keys.js";
import { speaker } from "../shared/words.js";
import style from "./card.css";

/** @type {import("@anywidget/types").Render<import("./states.js").NicknameModel>} */
function render({ model, el }) {
  const say = speaker(model.get("words"));
  const id = unique();
  /**
   * @param {string} text
   * @param {string} name
   * @param {() => void} click
   */
  const button = (text, name, click) =>
    h("button", { type: "button", class: name, text, on: { click } });
  const keep = () => model.send({ do: "keep", name: input.value });
  const input = h("input", {
    id,
    type: "text",
    class: "rc-name",
    maxlength: model.get("longest"),
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${id}-why ${id}-trouble`,
    dir: "auto",
    on: { keydown: (event) => event.key === "Enter" && !event.isComposing && keep() },
  });
  const said = h("p", { role: "status", class: "rc-small" });
  const trouble = h("p", {
    id: `${id}-trouble`,
    role: "alert",
    class: "rc-trouble",
    hidden: true,
  });
  const skip = button(say("skip"), "rc-button", () => model.send({ do: "skip" }));
  const root = h(
    "section",
    { class: "rc-panel", "aria-label": say("name") },
    h("label", { for: id, class: "rc-label", text: say("ask") }),
    h("div", { class: "rc-line" }, input, button(say("keep"), "rc-button rc-main", keep), skip),
    h("p", {
      id: `${id}-why`,
      class: "rc-small",
      text: say("why"),
    }),
    trouble,
    said,
  );
  guard(root);
  dress("card", style);

  function paint() {
    const state = model.get("state");
    if (state.name && document.activeElement !== input) input.value = state.name;
    input.setAttribute("aria-invalid", String(Boolean(state.error)));
    trouble.hidden = !state.error;
    trouble.textContent = state.error;
    said.textContent = state.said || (state.name ? say("hello", { name: state.name }) : "");
  }
  paint();
  el.append(root);
  model.on("change:state", paint);
  return () => model.off("change:state", paint);
}

export default { render };
