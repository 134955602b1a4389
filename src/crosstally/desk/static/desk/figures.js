// The figures of a sheet, entered on a phone: read in the digits of any script, everything that is wrong said
// at once, then shown once more, large, to be held against the sheet. Keeping them is offline.js's part.
"use strict";
for (const form of document.querySelectorAll("[data-keep=figures]")) {
  const part = (name) => document.querySelector(`[data-entered=${name}]`);
  const say = (word) => form.querySelector("template").content.querySelector(`[data-word=${word}]`).textContent;
  const fields = [...form.querySelectorAll("[data-figure]")];
  const marks = [...form.querySelectorAll("fieldset.mark")];
  const controlsOf = (mark) => [...mark.querySelectorAll("input, select")];
  const answersOf = (mark) => controlsOf(mark).filter((control) => control.value.trim());
  const station = form.elements.station;
  const readBack = part("read-back");
  let entered = null;

  // Unicode has the ten digits of a script one after the other, the 0 first.
  const valueOf = (sign) => {
    const isDigit = (code) => /\p{Nd}/u.test(String.fromCodePoint(code));
    let zero = sign.codePointAt(0);
    while (isDigit(zero - 1)) zero -= 1;
    return String((sign.codePointAt(0) - zero) % 10);
  };
  const inPlainDigits = (text) => text.replace(/\p{Nd}/gu, valueOf);
  const figureOf = (field) => inPlainDigits(field.value.replace(/\s/g, "")).replace(/^[?؟？]$/, "unread");
  const isFigure = (figure) => ["unread", "empty"].includes(figure) || /^[0-9]+$/.test(figure);

  const show = (problems) => {
    part("errors").hidden = !problems.length;
    part("errors").querySelector("ul").replaceChildren(...problems.map((problem) => {
      const line = document.createElement("li");
      line.textContent = problem;
      return line;
    }));
  };
  const row = (label, shown) => {
    const line = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = label;
    const cell = document.createElement("td");
    cell.append(shown);
    line.append(name, cell);
    return line;
  };
  const rowOfFigure = (field) => {
    const shown = document.createElement("bdi");
    shown.dir = "ltr";
    const figure = figureOf(field);
    const signs = /^[0-9]/.test(figure) ? [...figure] : [say(figure)];
    shown.append(...signs.map((sign) => {
      const one = document.createElement("span");
      one.textContent = sign;
      return one;
    }));
    const line = row(field.dataset.label, shown);
    line.lastChild.className = "number";
    return line;
  };
  const nameOf = (mark) => mark.querySelector("legend").textContent;
  const rowOfMark = (mark) => {
    const shown = document.createElement("bdi");
    const [answer] = answersOf(mark);
    shown.textContent = answer.selectedOptions?.[0].textContent ?? answer.value.trim();
    return row(nameOf(mark), shown);
  };
  // Why what is said of a mark is no answer: one is expected, and a count in digits.
  const wrongWith = (mark) => {
    const given = answersOf(mark);
    if (given.length !== 1) return mark.querySelector("input") ? "typed" : "chosen";
    const isCount = given[0].inputMode === "numeric";
    return isCount && !/^[0-9]{1,3}$/.test(inPlainDigits(given[0].value.trim())) ? "count" : "";
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const problems = [];
    const mark = (input, wrong, problem) => {
      if (wrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (wrong) problems.push(problem);
    };
    mark(station, !station.value.trim(), say("station"));
    for (const field of fields) {
      mark(field, !isFigure(figureOf(field)), `${field.dataset.label}: ${say("figure")}`);
    }
    const answered = marks.flatMap(answersOf);
    for (const one of marks) {
      const why = answered.length ? wrongWith(one) : "";
      mark(controlsOf(one)[0], why, `${nameOf(one)}: ${why && say(why)}`);
    }
    show(problems);
    if (problems.length) {
      form.querySelector("[aria-invalid]").focus();
      return;
    }
    const figures = Object.fromEntries(fields.map((field) => [field.dataset.figure, figureOf(field)]));
    const check = inPlainDigits(form.elements.check.value.trim());
    entered = { figures, check, as_written: form.elements.as_written.checked };
    // A desk that asks for no marks knows no such key.
    if (answered.length) entered.marks = Object.fromEntries(answered.map((one) => [one.name, one.value.trim()]));
    part("station").textContent = station.value.trim();
    part("rows").replaceChildren(...fields.map(rowOfFigure), ...(answered.length ? marks.map(rowOfMark) : []));
    readBack.showModal();
  });
  readBack.addEventListener("close", () => part("rows").replaceChildren());
  part("yes").addEventListener("click", () => {
    const detail = { station: station.value.trim(), entered };
    entered = null;
    readBack.close();
    form.dispatchEvent(new CustomEvent("entered", { detail }));
  });
  part("no").addEventListener("click", () => readBack.close());
}
