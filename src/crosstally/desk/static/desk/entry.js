// Typing without a mouse: Enter goes to the next field, the picture follows the field, and the keys of a
// keypad that are no digits work on the picture: + - larger and smaller, * contrast, / turns it; with
// Alt, the arrows move it. Without this script the form is a form.
"use strict";
for (const form of document.querySelectorAll("[data-entry]")) {
  const fields = [...form.querySelectorAll("input[inputmode=numeric]")];
  const steps = [...form.querySelectorAll("input:not([type=hidden], [type=checkbox]), select, [name=reason]")];
  const viewers = [...document.querySelectorAll("[data-viewer]")];
  const keys = { "+": "larger", "-": "smaller", "*": "contrast", "/": "turn" };
  const arrows = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  // Where each field stands, as a part of the height of all pages: spread evenly until whoever types
  // moves the picture while in a field, which is remembered for the next sheets of this tab.
  const key = `where ${fields.map((field) => field.name).join(" ")}`;
  const where = JSON.parse(sessionStorage.getItem(key) || "{}");
  let at = null;

  const partOf = (field) => where[field.name] ?? (fields.indexOf(field) + 1) / (fields.length + 1);
  const viewerAt = (part) => Math.min(Math.floor(part * viewers.length), viewers.length - 1);
  const tell = (name, detail) => {
    const viewer = viewers[at ? viewerAt(partOf(at)) : 0];
    if (viewer) viewer.dispatchEvent(new CustomEvent(name, { detail }));
  };
  const look = (field) => {
    at = field;
    if (!viewers.length) return;
    const part = partOf(field);
    const page = viewerAt(part);
    const column = viewers[page].parentElement;
    column.scrollTop = viewers[page].offsetTop - column.offsetTop;
    tell("picture-look", part * viewers.length - page);
  };
  const remember = () => {
    const page = at ? viewerAt(partOf(at)) : 0;
    if (!at || !viewers[page].lookedAt) return;
    where[at.name] = Math.min(Math.max((page + viewers[page].lookedAt()) / viewers.length, 0), 0.999);
    sessionStorage.setItem(key, JSON.stringify(where));
  };

  for (const field of fields) {
    field.addEventListener("focus", () => look(field));
    field.addEventListener("keydown", (event) => {
      if (event.altKey && event.key in arrows) {
        event.preventDefault();
        const [across, down] = arrows[event.key];
        tell("picture-move", { across: across / 4, down: down / 4 });
        remember();
      } else if (event.key in keys && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        tell("picture-do", keys[event.key]);
        look(field);
      }
    });
  }
  for (const step of steps) {
    step.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || step.localName === "textarea") return;
      event.preventDefault();
      const next = steps.slice(steps.indexOf(step) + 1).find((one) => one.checkVisibility());
      (next || form.querySelector("button:not([type=button])")).focus();
    });
  }
  for (const viewer of viewers) {
    for (const kind of ["wheel", "touchend"]) viewer.addEventListener(kind, () => setTimeout(remember, 400));
  }
  // The fields that a broken relation speaks of are marked as long as it is broken.
  const mark = () => {
    const spoken = new Set();
    for (const one of form.querySelectorAll("[data-fields]")) {
      for (const name of one.dataset.fields.split(" ")) spoken.add(name);
    }
    for (const field of fields) field.closest("label").classList.toggle("questioned", spoken.has(field.name));
  };
  form.addEventListener("htmx:afterSwap", mark);
  document.body.addEventListener("htmx:afterSwap", mark);
  mark();
  const starts = { begin: fields[0], look: form.querySelector(".differs input") || fields[0] };
  const first = starts[form.dataset.entry];
  if (first) first.focus({ preventScroll: true });
}
