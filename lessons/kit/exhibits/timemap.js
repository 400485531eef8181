// A map with a year slider: who belongs to a group at the end of each year.
// Stands behind svgmap.js; timemap.py adds the last line that starts it.
//
// showTimeMap(root, spec, {year, view, onChange}) -> {set(year, view), stop()}
// Everything happens in the browser; onChange(year, view) only tells the kernel, if there is one.

const YEAR_MS = 350; // while it plays, a year lasts this long …
const ROUND_MS = 2500; // … and a round this long, for those who prefer no motion

function showTimeMap(root, spec, { year = spec.year, view = "un", onChange } = {}) {
  const [first, last] = spec.years;
  const joined = new Map(spec.events.map((event) => [event.id, event]));
  const pieces = new Map(spec.pieces.map((piece) => [piece.id, piece]));
  const make = (tag, cls, text, parent) => {
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text) node.textContent = text;
    if (parent) parent.append(node);
    return node;
  };

  const frame = make("section", "timemap");
  frame.setAttribute("aria-label", spec.title);
  make("p", "timemap-title", spec.title, frame);
  make("p", "timemap-subtitle", spec.subtitle, frame);

  const bar = make("div", "timemap-bar", "", frame);
  const button = (text, name, act) => {
    const node = make("button", "", text, bar);
    node.type = "button";
    node.setAttribute("aria-label", name);
    node.title = name;
    node.addEventListener("click", act);
    return node;
  };
  const back = button("◂ Round", "Back to the round before", () => step(-1));
  const play = button("▶ Play", "Play the years", () => (timer ? stop() : start()));
  const forth = button("Round ▸", "On to the next round", () => step(1));
  const slide = make("label", "timemap-slide", "Year", bar);
  const range = make("input", "", "", slide);
  Object.assign(range, { type: "range", min: first, max: last, step: 1 });
  const shown = make("span", "timemap-year", "", slide);

  const state = make("p", "timemap-state", "", frame);
  const round = make("p", "timemap-round", "", frame);
  round.setAttribute("role", "status");

  const drawn = drawMap(spec.map, {
    label: `${spec.map.title}. The arrow keys go from country to country.`,
    focusable: true,
    labels: spec.labels,
    onPoint: (id) => {
      pointed = id;
      detail.textContent = id ? said(id) : spec.hint;
    },
  });
  frame.append(drawn.element);
  const detail = make("p", "timemap-detail", spec.hint, frame);
  const key = make("ul", "timemap-key", "", frame);
  for (const [cls, text] of spec.key) {
    const entry = make("li", "", "", key);
    make("span", `timemap-swatch ${cls}`, "", entry);
    entry.append(text);
  }

  const views = make("fieldset", "timemap-views", "", frame);
  make("legend", "", "Borders", views);
  const name = "view-" + Math.random().toString(36).slice(2);
  for (const each of spec.views) {
    const label = make("label", "", "", views);
    const radio = make("input", "", "", label);
    Object.assign(radio, { type: "radio", name, value: each.id, checked: each.id === view });
    radio.addEventListener("change", () => show(year, each.id));
    label.append(" " + each.label);
  }
  const line = make("p", "timemap-line", "", frame);
  const limits = make("ul", "timemap-limits", "", frame);
  make("p", "timemap-source", spec.source, frame);
  const twin = make("details", "", "", frame);
  make("summary", "", "The dates behind this map", twin);
  const table = make("table", "", "", make("div", "timemap-table", "", twin));
  const head = make("tr", "", "", make("thead", "", "", table));
  for (const text of spec.columns) make("th", "", text, head).scope = "col";
  const body = make("tbody", "", "", table);
  for (const row of spec.rows) {
    const line = make("tr", "", "", body);
    for (const text of row) make("td", "", text, line);
  }

  let pointed = null;
  let timer = null;
  const isIn = (id) => joined.has(id) && joined.get(id).year <= year;
  const isNew = (id) => joined.has(id) && joined.get(id).year === year;
  const within = (each) => (each.from ?? first) <= year && year <= (each.to ?? last);
  const said = (id) => {
    const shape = spec.map.shapes.find((each) => each.id === id);
    const piece = pieces.get(id);
    if (piece) return year >= piece.from ? piece.said : `${shape.name}, ${piece.part}`;
    return `${shape.name}: ${isIn(id) ? joined.get(id).said : spec.outside.replace("{year}", year)}`;
  };

  function show(newYear, newView = view) {
    year = Math.max(first, Math.min(last, Number(newYear)));
    view = newView;
    range.value = year;
    shown.textContent = year;
    for (const shape of spec.map.shapes) {
      const country = shape.part_of || shape.id; // a piece counts with its country
      drawn.setClass(shape.id, "is-in", isIn(country));
      drawn.setClass(shape.id, "is-new", isNew(country));
      drawn.setName(shape.id, said(shape.id));
    }
    drawn.outline(spec.events.filter((event) => event.year === year).map((event) => event.id));
    for (const piece of pieces.values()) {
      const held = year >= piece.from;
      drawn.setClass(piece.id, "is-hatched", held);
      drawn.setClass(piece.id, "is-apart", held && view === "control");
    }
    const count = spec.events.filter((event) => event.year <= year).length;
    const latest = spec.rounds.filter((each) => each.year <= year).pop();
    const when = spec.later && year > spec.later.after ? ` (${spec.later.text})` : "";
    setText(state, spec.state.replace("{year}", year).replace("{count}", count) + when);
    setText(round, latest ? latest.text : "");
    range.setAttribute("aria-valuetext", `${year}: ${count} ${spec.many}`);
    const words = spec.views.find((each) => each.id === view).lines.find(within);
    setText(line, words ? words.text : "");
    limits.replaceChildren(...spec.limits.filter(within).map((each) => make("li", "", each.text)));
    back.disabled = !spec.rounds.some((each) => each.year < year);
    forth.disabled = !spec.rounds.some((each) => each.year > year);
    for (const radio of views.querySelectorAll("input")) radio.checked = radio.value === view;
    if (pointed) detail.textContent = said(pointed);
    onChange?.(year, view);
  }

  // A live region speaks when its text changes: leave it alone when it does not.
  function setText(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  function step(by) {
    const years = spec.rounds.map((each) => each.year);
    const next = by > 0 ? years.find((each) => each > year) : years.filter((each) => each < year).pop();
    if (next) show(next);
  }

  function start() {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (year >= last) show(first);
    timer = setInterval(() => {
      if (!frame.isConnected || year >= last) return stop();
      if (calm) forth.disabled ? show(last) : step(1);
      else show(year + 1);
    }, calm ? ROUND_MS : YEAR_MS);
    label("❚❚ Pause", "Pause");
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    label("▶ Play", "Play the years");
  }

  function label(text, name) {
    play.textContent = text;
    play.setAttribute("aria-label", name);
    play.title = name;
  }

  range.addEventListener("input", () => {
    if (timer) stop();
    show(range.value);
  });
  // JupyterLab must not take a key for one of its shortcuts; Escape leads back to the cell.
  frame.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") frame.closest(".jp-Cell")?.focus();
  });
  show(year, view);
  root.replaceChildren(frame);
  return { set: show, stop };
}

function renderTimeMap({ model, el }) {
  const shown = showTimeMap(el, model.get("spec"), {
    year: model.get("year"),
    view: model.get("viewpoint"),
    onChange: (year, view) => {
      if (year === model.get("year") && view === model.get("viewpoint")) return;
      model.set({ year, viewpoint: view });
      save();
    },
  });
  let waiting = null; // one message when the slider rests, not one a year
  const save = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => model.save_changes(), 300);
  };
  const follow = () => shown.set(model.get("year"), model.get("viewpoint"));
  model.on("change:year change:viewpoint", follow);
  return () => {
    model.off("change:year change:viewpoint", follow);
    clearTimeout(waiting);
    shown.stop();
  };
}
