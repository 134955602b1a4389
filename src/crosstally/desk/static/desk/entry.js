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
  let typed = null;
  let before = "";

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
    field.addEventListener("focus", () => { before = field.value; look(field); });
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
  // The fields that a broken relation speaks of are marked as long as it is broken, and it stands below
  // the one of them that was typed last: whoever types sees it without leaving the field.
  const mark = () => {
    for (const said of form.querySelectorAll(".said-here")) said.remove();
    const broken = [...form.querySelectorAll("[data-fields]")];
    for (const field of fields) {
      const of = broken.filter((one) => one.dataset.fields.split(" ").includes(field.name));
      field.closest("label").classList.toggle("questioned", of.length > 0);
      if (of.length) field.setAttribute("aria-describedby", of.map((one) => one.id).join(" "));
      else field.removeAttribute("aria-describedby");
    }
    for (const one of broken) {
      const names = one.dataset.fields.split(" ");
      const spoken = fields.filter((field) => names.includes(field.name));
      const field = spoken.includes(typed) ? typed : spoken.at(-1);
      if (!field) continue;
      const said = document.createElement("p");
      said.className = "said-here";
      // The list below the figures is what a screen reader reads out.
      said.setAttribute("aria-hidden", "true");
      said.append(...[...one.cloneNode(true).childNodes]);
      field.closest("label").after(said);
    }
    // Whoever goes from field to field by Enter has the next one already in view, and not this.
    const last = typed && typed.closest("label").nextElementSibling;
    if (last && last.matches(".said-here")) last.scrollIntoView({ block: "nearest" });
  };
  // A figure of which half is typed contradicts the others: until it is left, it is asked about as it was.
  form.addEventListener("htmx:configRequest", ({ detail }) => {
    const typing = document.activeElement;
    if (typing !== detail.elt && fields.includes(typing)) detail.parameters[typing.name] = before;
  });
  form.addEventListener("change", (event) => { if (fields.includes(event.target)) typed = event.target; });
  form.addEventListener("htmx:afterSwap", mark);
  document.body.addEventListener("htmx:afterSwap", mark);
  mark();
  const starts = { begin: fields[0], look: form.querySelector(".differs input") || fields[0] };
  const first = starts[form.dataset.entry];
  if (first) first.focus({ preventScroll: form.dataset.entry !== "look" });
}
