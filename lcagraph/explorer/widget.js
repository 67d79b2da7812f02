// Sliders of a model: the other side of widget.py. Plain DOM, nothing is loaded.
// One question is on its way at a time; while it is, only the newest values are kept.

const REST = 200; // ms without a movement before the boundary figure is asked for

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function decimals(step) {
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}

function shown(value, slider) {
  const places = decimals(slider.step);
  const text = value.toLocaleString("en", {
    minimumFractionDigits: places, maximumFractionDigits: places,
  });
  return slider.unit ? `${text} ${slider.unit}` : text;
}

function row(slider, index, uid, moved) {
  const id = `${uid}-${index}`;
  const output = element("output", { for: id });
  const range = element("input", {
    type: "range", id, min: slider.low, max: slider.high, step: "any",
    "data-name": slider.id,
  });
  const set = (value) => {
    range.value = value;
    output.textContent = shown(value, slider);
    range.setAttribute("aria-valuetext", output.textContent);
  };
  const steps = (value) => {
    // the ends and the value as written can be reached whatever the step is
    const near = [slider.low, slider.high, slider.written].find(
      (end) => Math.abs(end - value) < slider.step / 2);
    return near ?? Math.round(value / slider.step) * slider.step;
  };
  range.addEventListener("input", () => {
    const value = steps(range.valueAsNumber);
    output.textContent = shown(value, slider);
    range.setAttribute("aria-valuetext", output.textContent);
    moved(index, value);
  });
  range.addEventListener("keydown", (event) => {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const value = Math.min(slider.high, Math.max(slider.low,
      steps(range.valueAsNumber) + way * slider.step));
    set(value);
    moved(index, value);
  });
  const label = element("label", { for: id }, slider.name);
  const ends = element("span", { class: "lcagraph-ends" }, slider.shown.join(" … "));
  return { set, line: element("div", { class: "lcagraph-slider" }, label, range, output, ends) };
}

function render({ model, el }) {
  const words = model.get("words");
  const sliders = model.get("sliders");
  const uid = `lcagraph-${Math.random().toString(36).slice(2)}`;
  let values = [...model.get("values")];
  let number = Math.floor(Math.random() * 1e9); // views of one model don't mix up
  let onItsWay = 0;
  let isStale = false;
  let rest = 0;

  const ask = (wants) => {
    number += 1;
    onItsWay = number;
    model.set("ask", { number, values: [...values], wants });
    model.save_changes();
  };
  const moved = (index, value) => {
    values[index] = value;
    clearTimeout(rest);
    figure.setAttribute("aria-busy", "true");
    if (onItsWay) isStale = true;
    else ask("numbers");
  };
  const came = (said, wants) => {
    if (said.ask !== onItsWay && said.ask !== 0) return;
    onItsWay = 0;
    if (isStale) {
      isStale = false;
      ask("numbers");
    } else if (wants === "numbers" && said.ask !== 0) {
      clearTimeout(rest);
      rest = setTimeout(() => (onItsWay ? (isStale = true) : ask("figure")), REST);
    }
  };

  const rows = sliders.map((slider, index) => row(slider, index, uid, moved));
  const headline = element("strong", { class: "lcagraph-total" });
  const change = element("span", { class: "lcagraph-change" });
  const reset = element("button", { type: "button" }, words.reset);
  const stages = element("div", { class: "lcagraph-stages" });
  const figure = element("div", { class: "lcagraph-figure" });
  const total = element("p", { "aria-live": "polite" }, headline, " ", words.per, " ", change);

  const place = () => rows.forEach((one, index) => one.set(values[index]));
  const tell = () => {
    const answer = model.get("answer");
    headline.textContent = answer.headline;
    change.textContent = answer.change;
    stages.innerHTML = answer.stages; // images and escaped text, made by widget.py
    stages.setAttribute("role", answer.refused ? "alert" : "group");
  };
  const draw = () => {
    figure.innerHTML = model.get("figure").html ?? "";
    figure.removeAttribute("aria-busy");
  };
  const answered = () => { tell(); came(model.get("answer"), "numbers"); };
  const drawn = () => {
    const made = model.get("figure");
    if (!isStale) draw();
    came(made, "figure");
  };
  const followed = () => {
    // another view, or Python, has moved them; a hand on a slider goes first
    if (onItsWay || isStale) return;
    values = [...model.get("values")];
    place();
  };
  reset.addEventListener("click", () => {
    values = sliders.map((slider) => slider.written);
    place();
    moved(0, values[0]);
  });

  model.on("change:answer", answered);
  model.on("change:figure", drawn);
  model.on("change:values", followed);
  const form = element("div", { class: "lcagraph-sliders" }, ...rows.map((one) => one.line), reset);
  el.classList.add("lcagraph-explorer");
  el.lang = words.lang;
  el.append(form, total, stages, figure);
  place();
  tell();
  draw();
  return () => {
    clearTimeout(rest);
    model.off("change:answer", answered);
    model.off("change:figure", drawn);
    model.off("change:values", followed);
  };
}

export default { render };
