// One control, several exhibits. Python draws each when it is first asked for; the neighbours of the
// one that is shown are asked for as soon as a learner comes near the control.

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
  const asked = new Set(seen.keys());
  let wanted = model.get("shown").name;

  const input = control(options, wanted, slider);
  const label = document.createElement("label");
  const value = document.createElement("output");
  const page = document.createElement("div");
  const said = document.createElement("p");
  label.append(model.get("label"), " ", input);
  said.className = "switch-said";
  said.setAttribute("aria-live", "polite");
  const sheet = document.createElement("div");
  sheet.className = "switch-sheet";
  sheet.append(label, ...(slider ? [value] : []), said, page);
  el.classList.add("switch");
  el.append(sheet);

  function name() {
    value.textContent = wanted;
    if (slider) input.setAttribute("aria-valuetext", wanted);
  }

  /** @param {Page} exhibit */
  function show(exhibit) {
    seen.set(exhibit.name, exhibit);
    if (exhibit.name === wanted) page.innerHTML = exhibit.html;
  }

  /** @param {string} which */
  function ask(which) {
    if (asked.has(which)) return;
    asked.add(which);
    model.send({ show: which });
  }

  /** Ask for the pictures on both sides of the one that is wanted. */
  function ahead() {
    const at = options.indexOf(wanted);
    for (const near of options.slice(Math.max(0, at - 1), at + 2)) ask(near);
  }

  /** @param {boolean} waits */
  function wait(waits) {
    page.classList.toggle("is-waiting", waits);
    page.setAttribute("aria-busy", String(waits));
  }

  function choose() {
    wanted = slider ? options[Number(input.value)] : input.value;
    name();
    const drawn = seen.get(wanted);
    wait(!drawn);
    if (drawn) answer(drawn);
    else ask(wanted);
  }

  /** @param {Page} exhibit */
  function answer(exhibit) {
    show(exhibit);
    if (exhibit.name !== wanted) return;
    wait(false);
    said.textContent = exhibit.title;
    if (seen.size > 1) ahead();
  }

  name();
  show(model.get("shown"));
  input.addEventListener("input", choose);
  for (const near of ["focus", "pointerenter"]) input.addEventListener(near, ahead, { once: true });
  guard(el);
  dress("switch", style);
  model.on("msg:custom", answer);
  return () => model.off("msg:custom", answer);
}

export default { render };
