// Draws a map as inline SVG that can be read, focused and chosen from.
//
// This file has no import and no export: Python puts it in front of the module that uses it
// (`_esm = svgmap.js + timemap.js`), and `svgmap.css` in front of its style sheet.
//
//   map = {id, title, viewBox: "0 0 w h", shapes: [{id, name, d, x, y, part_of?}], context?: [{d}]}
//         shapes are painted in their order; x, y is where a name stands;
//         part_of is the id of the country that a disputed piece belongs to;
//         context is the land around, which can be neither read nor chosen.
//
//   drawMap(map, {label, selectable, focusable, labels, onSelect, onPoint})
//     -> {element, select(id), setClass(id, name, on), setName(id, text), outline(ids), focus(id)}
//     label       what the whole map is called (else map.title)
//     selectable  a click chooses a shape: onSelect(id)
//     focusable   one tab stop for the whole map; arrow keys go to the neighbour in that
//                 direction, a letter to the next name, Enter or Space chooses
//     labels      {id: text} to write on the map
//     onPoint     called with an id on hover or focus, with null when it ends
//
//   pickPlace(map, {label, value, multiple, onChange})
//     -> {element, value(), set(ids), disable(on)}
//     a map for the mouse and a native list for the keyboard that say the same;
//     values are lists of ids.

const SVG = "http://www.w3.org/2000/svg";

function svgNode(name, attributes = {}, parent = null) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (parent) parent.append(node);
  return node;
}

function drawMap(map, options = {}) {
  const { label = map.title, selectable, focusable, labels = {}, onSelect, onPoint } = options;
  const svg = svgNode("svg", {
    viewBox: map.viewBox,
    class: "map" + (selectable ? " is-selectable" : ""),
    role: focusable ? "group" : "img",
    "aria-label": label,
  });
  const hatch = addHatch(svg);
  const [left, top, width, height] = map.viewBox.split(/[\s,]+/).map(Number);
  svgNode("rect", { x: left, y: top, width, height, class: "map-sea" }, svg);

  const shapes = new Map();
  const land = svgNode("g", {}, svg);
  for (const { d } of map.context ?? []) svgNode("path", { d, class: "map-context" }, land);
  for (const shape of map.shapes) {
    const node = svgNode("path", { d: shape.d, class: "map-shape", "data-id": shape.id }, land);
    if (shape.part_of) node.classList.add("is-piece");
    if (!focusable && !selectable) node.setAttribute("aria-hidden", "true");
    if (focusable) {
      node.setAttribute("role", selectable ? "button" : "img");
      node.setAttribute("aria-label", shape.name);
      node.setAttribute("tabindex", "-1");
    }
    if (!onPoint) svgNode("title", {}, node).textContent = shape.name;
    const lines = svgNode("path", { d: shape.d, class: "map-hatch", fill: `url(#${hatch})` }, land);
    shapes.set(shape.id, { ...shape, node, lines });
  }
  const around = svgNode("path", { class: "map-outline", "aria-hidden": "true" }, svg);
  const ring = svgNode("path", { class: "map-ring", "aria-hidden": "true" }, svg);
  const words = svgNode("g", { class: "map-labels", "aria-hidden": "true" }, svg);
  for (const [id, text] of Object.entries(labels)) {
    const shape = shapes.get(id);
    if (shape) svgNode("text", { x: shape.x, y: shape.y }, words).textContent = text;
  }

  let chosen = null;
  const select = (id) => {
    if (chosen) setClass(chosen, "is-selected", false);
    chosen = shapes.has(id) ? id : null;
    if (chosen) setClass(chosen, "is-selected", true);
  };
  const setClass = (id, name, on = true) => {
    const shape = shapes.get(id);
    if (!shape) return;
    shape.node.classList.toggle(name, on);
    shape.lines.classList.toggle(name, on);
    if (selectable && focusable && name === "is-selected") shape.node.setAttribute("aria-pressed", String(on));
  };
  const setName = (id, text) => shapes.get(id)?.node.setAttribute("aria-label", text);
  const outline = (ids) => around.setAttribute("d", ids.map((id) => shapes.get(id).d).join(""));
  const choose = (id) => {
    if (selectable && id && onSelect) onSelect(id);
  };
  const idOf = (event) => event.target.closest?.(".map-shape")?.dataset.id ?? null;
  const point = (id) => {
    ring.setAttribute("d", id ? shapes.get(id).d : "");
    onPoint?.(id);
  };

  let current = null; // the shape that holds the map's one tab stop
  const stopAt = (id) => {
    if (current) shapes.get(current).node.setAttribute("tabindex", "-1");
    current = id;
    if (current) shapes.get(current).node.setAttribute("tabindex", "0");
  };
  const focus = (id) => shapes.get(id)?.node.focus({ preventScroll: true });

  svg.addEventListener("click", (event) => choose(idOf(event)));
  if (onPoint || selectable) {
    svg.addEventListener("pointerover", (event) => point(idOf(event)));
    svg.addEventListener("pointerleave", () => point(svg.contains(document.activeElement) ? current : null));
  }
  if (focusable) {
    stopAt(map.shapes.find((shape) => !shape.part_of)?.id ?? null);
    svg.addEventListener("focusin", (event) => {
      if (!idOf(event)) return; // Chromium stops at the drawing itself on the way back
      stopAt(idOf(event));
      point(current);
    });
    svg.addEventListener("focusout", () => point(null));
    svg.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Enter" || event.key === " ") {
        choose(current);
        event.preventDefault();
        return;
      }
      const next = nextShape([...shapes.values()], shapes.get(current), event.key);
      if (!next) return;
      event.preventDefault();
      focus(next.id);
    });
  }
  return { element: svg, select, setClass, setName, outline, focus };
}

// The shape that a key leads to: the nearest in the arrow's direction, the next with that
// initial letter, the first or the last by name.
function nextShape(shapes, from, key) {
  const arrows = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  if (key in arrows) return nearest(shapes, from, arrows[key]);
  const byName = [...shapes].sort((a, b) => a.name.localeCompare(b.name));
  if (key === "Home") return byName[0];
  if (key === "End") return byName[byName.length - 1];
  if (key.length !== 1) return null;
  const after = byName.indexOf(from) + 1;
  const inTurn = [...byName.slice(after), ...byName.slice(0, after)];
  return inTurn.find((shape) => shape.name.toLowerCase().startsWith(key.toLowerCase())) ?? null;
}

function nearest(shapes, from, [right, down]) {
  let best = null;
  let least = Infinity;
  for (const shape of shapes) {
    const ahead = (shape.x - from.x) * right + (shape.y - from.y) * down;
    const aside = Math.abs((shape.x - from.x) * down) + Math.abs((shape.y - from.y) * right);
    if (shape === from || ahead <= 0 || aside > 1.2 * ahead) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) [best, least] = [shape, cost];
  }
  return best;
}

function addHatch(svg) {
  const id = "hatch-" + Math.random().toString(36).slice(2);
  const unit = Number(svg.getAttribute("viewBox").split(/[\s,]+/)[2]) / 160;
  const pattern = svgNode(
    "pattern",
    { id, width: unit, height: unit, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svgNode("defs", {}, svg),
  );
  svgNode("rect", { width: unit * 0.34, height: unit, class: "map-hatch-line" }, pattern);
  return id;
}

function pickPlace(map, { label = map.title, value = [], multiple = false, onChange } = {}) {
  const element = document.createElement("div");
  element.className = "map-pick";
  const list = document.createElement("select");
  list.multiple = multiple;
  // A disputed piece is no place to choose of its own: it is hatched, and belongs to its country.
  const pieces = map.shapes.filter((shape) => map.shapes.some(({ id }) => id === shape.part_of));
  const whole = (id) => pieces.find((piece) => piece.id === id)?.part_of ?? id;
  const places = map.shapes.filter((shape) => !pieces.includes(shape));
  list.size = Math.min(places.length, 9);
  list.setAttribute("aria-label", label);
  for (const shape of places.sort((a, b) => a.name.localeCompare(b.name))) {
    list.add(new Option(shape.name, shape.id));
  }
  const drawn = drawMap(map, {
    label: `${label} (the list beside it offers the same places)`,
    selectable: true,
    onSelect: (id) => {
      if (list.disabled) return;
      const option = [...list.options].find((each) => each.value === whole(id));
      if (multiple) option.selected = !option.selected;
      else list.value = whole(id);
      changed();
    },
  });
  const chosen = () => [...list.selectedOptions].map((option) => option.value);
  const paint = () => {
    for (const { id } of map.shapes) drawn.setClass(id, "is-selected", chosen().includes(whole(id)));
  };
  const changed = () => {
    paint();
    onChange?.(chosen());
  };
  const set = (ids) => {
    for (const option of list.options) option.selected = ids.includes(option.value);
    paint();
  };
  list.addEventListener("change", changed);
  for (const { id } of pieces) drawn.setClass(id, "is-hatched");
  set(value);
  element.append(drawn.element, list);
  return {
    element,
    value: chosen,
    set,
    setClass: drawn.setClass,
    disable: (on = true) => {
      list.disabled = on;
      drawn.element.classList.toggle("is-selectable", !on);
    },
  };
}
