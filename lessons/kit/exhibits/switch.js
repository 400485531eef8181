// One control, several exhibits. Python draws each when it is first asked for.

function control(options, chosen, slider) {
  const input = document.createElement(slider ? "input" : "select");
  if (slider) {
    Object.assign(input, { type: "range", min: 0, max: options.length - 1, step: 1 });
  } else {
    input.append(...options.map((name) => new Option(name, name)));
  }
  input.value = slider ? options.indexOf(chosen) : chosen;
  return input;
}

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

  function show(exhibit) {
    seen.set(exhibit.name, exhibit);
    if (exhibit.name === wanted) page.innerHTML = exhibit.html;
  }

  function choose() {
    wanted = slider ? options[Number(input.value)] : input.value;
    name();
    if (seen.has(wanted)) answer(seen.get(wanted));
    else model.send({ show: wanted });
  }

  function answer(exhibit) {
    show(exhibit);
    if (exhibit.name === wanted) said.textContent = exhibit.title;
  }

  name();
  show(model.get("shown"));
  input.addEventListener("input", choose);
  // JupyterLab's shortcuts ("d d" deletes the cell) must not fire while the control has focus;
  // Escape leads back to the cell.
  el.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape" && !event.target.matches("select")) el.closest(".jp-Cell")?.focus();
  });
  model.on("msg:custom", answer);
  return () => model.off("msg:custom", answer);
}

export default { render };
