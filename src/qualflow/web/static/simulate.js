// The simulation page: sliders beside the fields, answers that follow, progress of runs.
"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const moves = () => by("moves");
  let wait, source;

  const rounded = (number, kind) =>
    kind === "whole" ? Math.round(number) : +number.toPrecision(kind === "share" ? 2 : 3);

  const ask = () => {
    clearTimeout(wait);
    wait = setTimeout(() => moves() && moves().requestSubmit(), 300);
  };

  // A slider is for small moves: from half of the figure to twice of it.
  const slider = (field) => {
    if (by(`${field.id}-slider`)) return;
    const { asIs, kind } = field.dataset;
    const range = document.createElement("input");
    const [least, most] = [+field.min, +field.max];
    const low = kind === "share" ? least : Math.max(least, asIs / 2);
    const high = kind === "share" ? most : Math.min(most, asIs * 2 || most);
    range.type = "range";
    range.id = `${field.id}-slider`;
    range.min = Math.min(low, field.value);
    range.max = Math.max(high, field.value);
    range.step = kind === "whole" ? 1 : rounded((high - low) / 100, "number") || "any";
    range.value = field.value;
    const label = document.querySelector(`label[for="${field.id}"]`).textContent;
    const name = moves().dataset.sliderName.replace("%", () => label);
    range.setAttribute("aria-label", name);
    range.setAttribute("aria-describedby", `${field.id}-note`);
    range.addEventListener("input", () => {
      field.value = rounded(+range.value, kind);
      range.setAttribute("aria-valuetext", field.value);
    });
    field.after(range);
  };

  const ready = () => {
    stop();
    if (!moves() || !/^http/.test(location.protocol)) return;
    moves().querySelectorAll("input[type=number]").forEach(slider);
    if (by("run")) by("run").hidden = false;
  };

  const running = (on) => {
    if (!by("run")) return;
    by("run-start").hidden = on;
    by("run-stop").hidden = by("run-bar").hidden = !on;
  };

  const stop = () => {
    if (source) source.close();
    source = undefined;
  };

  const end = (said) => {
    const here = by("run").contains(document.activeElement);
    stop();
    running(false);
    by("run-said").textContent = said;
    by("live").textContent = said;
    if (here) by("run-start").focus();
  };

  const run = () => {
    const box = by("run");
    stop();
    running(true);
    by("run-stop").focus();
    by("run-said").textContent = box.dataset.waiting;
    source = new EventSource(box.dataset.events);
    source.addEventListener("progress", (event) => {
      const told = JSON.parse(event.data);
      by("run-bar").value = told.done / told.all;
      by("run-said").textContent = told.said;
    });
    source.addEventListener("answer", (event) => {
      const told = JSON.parse(event.data);
      const next = new DOMParser().parseFromString(told.html, "text/html");
      for (const id of ["said", "rest"]) {
        by(id).replaceWith(document.adoptNode(next.getElementById(id)));
      }
      end(told.said);
    });
    source.addEventListener("problem", (event) => end(JSON.parse(event.data).said));
    source.onerror = () => end(box.dataset.broken);
  };

  // What is as it was need not stand in the address.
  document.addEventListener("formdata", (event) => {
    if (event.target.id !== "moves") return;
    for (const field of event.target.querySelectorAll("[data-as-is]")) {
      const same = field.value === "" || field.value === field.dataset.asIs;
      if (same) event.formData.delete(field.name);
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.form && event.target.form.id === "moves") ask();
  });
  document.addEventListener("submit", () => clearTimeout(wait), true);
  document.addEventListener("click", (event) => {
    if (event.target.id === "run-start") run();
    if (event.target.id === "run-stop") end(by("run").dataset.stopped);
  });
  document.addEventListener("qualflow:page", ready);
  ready();
})();
