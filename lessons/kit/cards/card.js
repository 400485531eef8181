// A question on screen. Python sends `view` (what may be seen before an answer) and `state`
// (where the learner stands); the card sends back what the learner does, and Python marks it.
// Inputs are built once and only ever written to, so focus never drops. Python puts `dom.js`
// (and for a map `svgmap.js`) in front of this file, and STYLE, the style sheet, behind it.

const TASKS = {
  choice: "Choose one answer.",
  choices: "Choose every answer that fits.",
  number: "Type a number.",
  order: "Put in order, the earliest first. Use the buttons, the arrow keys or the mouse.",
  match: "Choose the partner of each.",
  place: "Click on the map, or choose from the list.",
  short: "Write a sentence or two in your own words.",
  poll: "No answer is right or wrong here. Choose the one nearest to what you think.",
};

const PATIENCE = 5000; // milliseconds until the card says that Python hasn't answered
const NO_PYTHON =
  "Python hasn't answered yet. What you chose is still here. If nothing happens, " +
  "run the whole notebook again (menu Run, Run All Cells).";

const sorted = (value) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort())
    : value;
const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

// ---- The kinds. Each gives { node, read(), write(response), focus() }. -------------------

/** Radio buttons or checkboxes: `choice`, `choices` and `poll`. */
function options(view, { name, changed }, type) {
  const inputs = [];
  const rows = view.options.map(({ key, html }) => {
    const input = h("input", { type, name, value: key, on: { change: changed } });
    inputs.push(input);
    return h("label", { class: "rc-option" }, input, h("span", { html }));
  });
  const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
  return {
    node: h("div", { class: "rc-options" }, ...rows),
    read: () => (type === "radio" ? (chosen()[0] ?? null) : chosen().sort()),
    write(response) {
      const keys = type === "radio" ? [response] : (response ?? []);
      for (const input of inputs) input.checked = keys.includes(input.value);
    },
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus(),
  };
}

function number(view, { name, changed, check }) {
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
  const how = "A comma or a point both work, and so does a range such as 20–30.";
  return {
    node: h(
      "div",
      {},
      h("label", {
        for: name,
        class: "rc-label",
        text: view.unit ? `Your number, in ${view.unit}` : "Your number",
      }),
      h("div", { class: "rc-line" }, input, unit),
      h("p", { id: `${name}-how`, class: "rc-small", text: how }),
    ),
    read: () => input.value.trim() || null,
    write: (response) => (input.value = response ?? ""),
    focus: () => input.focus(),
  };
}

/** Items moved up and down. The moved row stays where it is in the DOM and its neighbours step
 *  round it, so neither focus nor a drag is lost. */
function order(view, { changed, say }) {
  let moved = false;
  const list = h("ol", { class: "rc-order" });
  const rows = () => [...list.children];

  function shift(row, step) {
    const neighbour = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!neighbour) return false;
    if (step < 0) row.after(neighbour);
    else row.before(neighbour);
    moved = true;
    paint();
    return true;
  }

  function move(row, step) {
    const done = shift(row, step);
    const place = `${rows().indexOf(row) + 1} of ${rows().length}`;
    say(`${row.dataset.text}: ${done ? "now" : "stays"} ${place}.`);
    if (done) changed();
  }

  function paint() {
    rows().forEach((row, index) => {
      const [up, down] = row.querySelectorAll("button");
      up.setAttribute("aria-disabled", String(index === 0));
      down.setAttribute("aria-disabled", String(index === rows().length - 1));
      row.querySelector(".rc-rank").textContent = index + 1;
    });
  }

  function drag(event, row) {
    if (event.button !== 0 || event.target.closest("button")) return;
    if (event.pointerType === "touch" && !event.target.closest(".rc-rank")) return; // scrolls
    event.preventDefault();
    row.setPointerCapture(event.pointerId);
    row.classList.add("rc-dragged");
    const before = rows();
    const follow = ({ clientY }) => {
      const above = row.previousElementSibling?.getBoundingClientRect();
      const below = row.nextElementSibling?.getBoundingClientRect();
      if (above && clientY < above.top + above.height / 2) shift(row, -1);
      else if (below && clientY > below.top + below.height / 2) shift(row, 1);
    };
    const drop = () => {
      row.classList.remove("rc-dragged");
      row.removeEventListener("pointermove", follow);
      if (rows().some((each, index) => each !== before[index])) {
        say(`${row.dataset.text}: now ${rows().indexOf(row) + 1} of ${rows().length}.`);
        changed();
      }
    };
    row.addEventListener("pointermove", follow);
    row.addEventListener("lostpointercapture", drop, { once: true });
  }

  for (const { key, html, text } of view.items) {
    const row = h("li", { "data-key": key, "data-text": text, class: "rc-item" });
    const button = (label, d, step) =>
      h(
        "button",
        { type: "button", "aria-label": `${label}: ${text}`, on: { click: () => move(row, step) } },
        icon(d),
      );
    row.append(
      h("span", { class: "rc-rank", "aria-hidden": "true" }),
      h("span", { class: "rc-text", html }),
      h(
        "span",
        { class: "rc-moves" },
        button("Move up", "M3 10 8 5l5 5", -1),
        button("Move down", "M3 6l5 5 5-5", 1),
      ),
    );
    row.addEventListener("pointerdown", (event) => drag(event, row));
    row.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      move(row, step);
    });
    list.append(row);
  }
  paint();
  return {
    node: list,
    read: () => (moved ? rows().map((row) => row.dataset.key) : null),
    write(keys) {
      if (!keys || same(keys, rows().map((row) => row.dataset.key))) {
        moved ||= Boolean(keys);
        return;
      }
      const focused = list.contains(document.activeElement) ? document.activeElement : null;
      for (const key of keys) list.append(rows().find((row) => row.dataset.key === key));
      moved = true;
      paint();
      focused?.focus();
    },
    focus: () => list.querySelector("button:not([aria-disabled=true])").focus(),
  };
}

function chooser(attributes, pairs, empty) {
  return h(
    "select",
    { class: "rc-select", ...attributes },
    h("option", { value: "", text: empty }),
    ...pairs.map(([value, text]) => h("option", { value, text })),
  );
}

function match(view, { name, changed }) {
  const rights = view.right.map(({ key, text }) => [key, text]);
  const selects = new Map();
  const rows = view.left.map(({ key, html }, index) => {
    const id = `${name}-${index}`;
    const select = chooser({ id, name: id, on: { change: changed } }, rights, "Choose …");
    selects.set(key, select);
    return h("div", { class: "rc-pair" }, h("label", { for: id, html }), select);
  });
  return {
    node: h("div", { class: "rc-pairs" }, ...rows),
    read: () =>
      Object.fromEntries(
        [...selects].filter(([, select]) => select.value).map(([key, select]) => [key, select.value]),
      ),
    write(response) {
      for (const [key, select] of selects) select.value = response?.[key] ?? "";
    },
    focus: () => selects.values().next().value.focus(),
  };
}

/** A map to click on and a list that does the same by keyboard (`pickPlace` is in svgmap.js). */
function place(view, { changed }) {
  const picker = pickPlace(view.map, { label: view.map.title, onChange: changed });
  return {
    node: picker.element,
    read: () => picker.value()[0] ?? null,
    write: (response) => picker.set(response ? [response] : []),
    focus: () => picker.element.querySelector("select").focus(),
  };
}

/** A sentence or two; once kept, the learner marks it by a rubric beside a good answer. */
function short(view, { name, changed, check }) {
  const area = h("textarea", { id: name, name, rows: 4, class: "rc-area", on: { input: changed } });
  const ticks = h("div", { class: "rc-options" });
  const keep = h("button", { type: "button", class: "rc-button", text: "Keep my ticks", on: { click: check } });
  const rubric = h(
    "fieldset",
    { class: "rc-rubric", hidden: true },
    h("legend", { text: "Mark your own answer: tick what it says." }),
    ticks,
    h("div", { class: "rc-actions" }, keep),
  );
  const boxes = () => [...ticks.querySelectorAll("input")];
  return {
    node: h("div", {}, h("label", { for: name, class: "rc-label", text: "Your answer" }), area),
    after: rubric,
    read: () => (area.value.trim() ? { text: area.value, rubric: boxes().map((box) => box.checked) } : null),
    write(response) {
      area.value = response?.text ?? "";
      boxes().forEach((box, index) => (box.checked = Boolean(response?.rubric?.[index])));
    },
    reveal(criteria) {
      if (!rubric.hidden || !criteria.length) return;
      criteria.forEach((html, index) => {
        const box = h("input", { type: "checkbox", name: `${name}-${index}`, on: { change: changed } });
        ticks.append(h("label", { class: "rc-option" }, box, h("span", { html })));
      });
      rubric.hidden = false;
    },
    focus: () => area.focus(),
  };
}

const KINDS = {
  choice: (view, card) => options(view, card, "radio"),
  poll: (view, card) => options(view, card, "radio"),
  choices: (view, card) => options(view, card, "checkbox"),
  number,
  order,
  match,
  place,
  short,
};

// ---- The card. ----------------------------------------------------------------------------

function render({ model, el }) {
  const view = model.get("view");
  const name = `rc-${Math.random().toString(36).slice(2)}`;
  let editing = true; // is there something that Python hasn't marked?
  let settled = 0; // the attempt that this view has taken over
  let waiting = 0; // the timer of a message that Python hasn't answered

  const button = (attributes) => h("button", { type: "button", class: "rc-button", ...attributes });
  const said = h("p", { class: "rc-said", role: "status" });
  const trouble = h("p", { class: "rc-trouble", role: "alert", hidden: true });
  const past = h("p", { class: "rc-small rc-past", text: "From your last try:", hidden: true });
  const result = h("div", { class: "rc-result", role: "status", hidden: true });
  const extras = h("div", { class: "rc-extras", "aria-live": "polite" });
  const tries = h("p", { class: "rc-small rc-tries" });
  const main = button({ class: "rc-button rc-main", on: { click: press } });
  const hint = button({ on: { click: () => request(hint, "hint") } });
  const tell = button({ text: "Show the answer", on: { click: () => request(tell, "answer") } });
  const answer = KINDS[view.kind](view, { name, changed, check, say: (text) => (said.textContent = text) });

  function changed() {
    editing = true;
    model.set("draft", { response: answer.read(), by: name }); // other views of this card follow
    paint();
  }

  function press() {
    if (editing) return check();
    editing = true;
    paint();
    answer.focus();
  }

  function request(node, what) {
    if (node.getAttribute("aria-disabled") !== "true") ask({ do: what });
  }

  function check() {
    ask({ do: "check", response: answer.read() });
  }

  function ask(message) {
    if (waiting) return;
    trouble.hidden = true;
    waiting = setTimeout(complain, PATIENCE, NO_PYTHON);
    try {
      model.send(message);
    } catch {
      complain(NO_PYTHON);
    }
  }

  function complain(text) {
    clearTimeout(waiting);
    waiting = 0;
    trouble.textContent = text;
    trouble.hidden = false;
  }

  /** Python answered: show it, and take over its response unless that is being changed. */
  function answered() {
    const asked = waiting; // or another view of this card did
    clearTimeout(waiting);
    waiting = 0;
    const state = model.get("state");
    const before = extras.childElementCount;
    answer.reveal?.(state.rubric);
    if (state.attempts !== settled) settle(state);
    show(state);
    paint();
    const news = extras.childElementCount > before ? extras.lastElementChild : result;
    if (asked) news.scrollIntoView({ block: "nearest" }); // on a small screen it may lie below
  }

  function settle(state) {
    const draft = model.get("draft");
    editing = !state.attempts || Boolean(draft && !same(draft.response, state.response));
    if (!editing) answer.write(state.response);
    settled = state.attempts;
  }

  function show(state) {
    if (state.error) complain(state.error);
    else trouble.hidden = true;
    result.hidden = !state.verdict;
    if (state.verdict) {
      result.dataset.verdict = state.verdict;
      result.replaceChildren(
        h("p", { class: "rc-verdict" }, icon(ICONS[state.verdict]), h("span", { text: WORDS[state.verdict] })),
        h("div", { class: "rc-feedback", html: state.feedback }),
      );
    }
    for (const { label, html } of state.extras.slice(extras.children.length)) {
      const words = h("div", { html });
      extras.append(h("div", { class: "rc-extra" }, h("p", { class: "rc-label", text: label }), words));
    }
    tries.textContent = state.tries;
  }

  function paint() {
    const state = model.get("state");
    const words = view.keeps ? ["Keep my answer", "Change my answer"] : ["Check", "Try again"];
    main.textContent = words[editing ? 0 : 1];
    past.hidden = !editing || !state.attempts || state.verdict === "not attempted";
    result.classList.toggle("rc-old", !past.hidden);
    const left = view.hints - state.hinted;
    hint.hidden = !view.hints;
    hint.textContent = left ? `Hint (${state.hinted + 1} of ${view.hints})` : "No more hints";
    hint.setAttribute("aria-disabled", String(!left));
    tell.hidden = !state.tell;
    tell.setAttribute("aria-disabled", String(state.told));
  }

  function follow() {
    const draft = model.get("draft");
    if (!draft || draft.by === name) return;
    answer.write(draft.response);
    editing = true;
    paint();
  }

  const root = h(
    "div",
    { class: `rc-card rc-kind-${view.kind}` },
    h(
      "p",
      { class: "rc-head" },
      h("b", { text: view.label }),
      h("span", { text: TASKS[view.kind], id: `${name}-task` }),
    ),
    h(
      "fieldset",
      { class: "rc-question", "aria-describedby": `${name}-task` },
      h("legend", { class: "rc-prompt", html: view.prompt }),
      answer.node,
    ),
    h("div", { class: "rc-actions" }, main, hint, tell),
    said,
    trouble,
    past,
    result,
    answer.after ?? "",
    extras,
    tries,
  );
  guard(root);
  dress(STYLE);

  const state = model.get("state");
  const draft = model.get("draft");
  answer.reveal?.(state.rubric);
  answer.write(draft ? draft.response : state.response);
  settle(state);
  show(state);
  paint();
  el.append(root);

  model.on("change:state", answered);
  model.on("change:draft", follow);
  return () => {
    clearTimeout(waiting);
    model.off("change:state", answered);
    model.off("change:draft", follow);
  };
}

export default { render };
