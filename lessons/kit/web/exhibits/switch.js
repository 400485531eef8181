// One control, several exhibits. Python draws each when it is first asked for.

import { dress } from "../shared/dom.js";
import { guard } from "../shared/keys.js";
import style from "./switch.css";

/** @typedef {{name: string, title: string, html: string}} Page an exhibit and its name */

/**
 * @typedef {object} SwitchModel
 * @property {string} label
 * @property {string[]} options
 * @property {boolean} slider
 * @property {Page} shown
 */

/**
 * @param {string[]} options
 * @param {string} chosen
 * @param {boolean} slider
 */
function control(options, chosen, slider) {
  if (slider) {
    const input = document.createElement("input");
    Object.assign(input, { type: "range", min: 0, max: options.length - 1, step: 1 });
    input.value = String(options.indexOf(chosen));
    return input;
  }
  const select = document.createElement("select");
  select.append(...options.map((name) => new Option(name, name)));
  select.value = chosen;
  return select;
}

/** @type {import("@anywidget/types").Render<SwitchModel>} */
function render({ model, el }) {
  const options = model.get("options");
  const slider = model.get("slider");
  const seen = new Map([[model.get("shown").name, model.get("shown")]]);
  let wanted = model.get("shown").name;

  const input = control(options, wanted, slider);
  const label = document.createElement("label");
  const value = document.createElement("output");
  const page = document.createElement("div");
  const said = document.createElement("p");
  label.append(model.get("label"), " ", input);
  said.className = "switch-said";
  said.setAttribute("aria-live", "polite");
  el.classList.add("switch");
  el.append(label, ...(slider ? [value] : []), said, page);

  function name() {
    value.textContent = wanted;
    if (slider) input.setAttribute("aria-valuetext", wanted);
  }

  /** @param {Page} exhibit */
  function show(exhibit) {
    seen.set(exhibit.name, exhibit);
    if (exhibit.name === wanted) page.innerHTML = exhibit.html;
  }

  function choose() {
    wanted = slider ? options[Number(input.value)] : input.value;
    name();
    const drawn = seen.get(wanted);
    if (drawn) answer(drawn);
    else model.send({ show: wanted });
  }

  /** @param {Page} exhibit */
  function answer(exhibit) {
    show(exhibit);
    if (exhibit.name === wanted) said.textContent = exhibit.title;
  }

  name();
  show(model.get("shown"));
  input.addEventListener("input", choose);
  guard(el);
  dress("switch", style);
  model.on("msg:custom", answer);
  return () => model.off("msg:custom", answer);
}

export default { render };
