"use strict";
// The page is whole without this script. It adds search and sort to the tables, and makes
// folded parts print.
(() => {
  const language = document.documentElement.lang || "en";
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const plain = (text) =>
    text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);
  const say = (n) => n.toLocaleString(language);

  const keyOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort === undefined ? cell.textContent.trim() : Number(cell.dataset.sort);
  };

  const sort = (table, heading) => {
    const headings = [...heading.parentElement.cells];
    const column = headings.indexOf(heading);
    const numeric = heading.classList.contains("num");
    const now = heading.getAttribute("aria-sort");
    // Numbers begin with the largest, words with the first.
    const next =
      now === "none" ? (numeric ? "descending" : "ascending")
        : now === "ascending" ? "descending" : "ascending";
    for (const other of headings) {
      if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
    }
    heading.setAttribute("aria-sort", next);
    const turn = next === "ascending" ? 1 : -1;
    const body = table.tBodies[0];
    const keyed = [...body.rows].map((row) => [keyOf(row, column), row]);
    keyed.sort(([a], [b]) => turn * (numeric ? a - b : collator.compare(a, b)));
    body.append(...keyed.map(([, row]) => row));
  };

  for (const table of document.querySelectorAll("table.sortable")) {
    for (const heading of table.querySelectorAll("th[aria-sort]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sort(table, heading));
      heading.append(button);
    }
  }

  for (const tools of document.querySelectorAll(".tools")) {
    const table = document.getElementById(tools.dataset.for);
    const field = tools.querySelector("input");
    const status = tools.querySelector("[role=status]");
    const rows = [...table.tBodies[0].rows];
    let texts = null;
    const report = (shown) => {
      status.textContent = status.dataset.text
        .replace("{shown}", say(shown))
        .replace("{all}", say(rows.length));
    };
    const search = () => {
      texts ??= rows.map((row) => plain(row.textContent));
      const wanted = plain(field.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !wanted.every((word) => texts[i].includes(word));
        if (!row.hidden) shown += 1;
      });
      report(shown);
    };
    field.addEventListener("input", search);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && field.value) {
        field.value = "";
        search();
        event.preventDefault();
      }
    });
    tools.hidden = false;
    report(rows.length);
  }

  // Only what can be scrolled needs a stop for the keyboard.
  const boxes = [...document.querySelectorAll(".scroll")];
  const stops = () => {
    for (const box of boxes) {
      const scrolls =
        box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  stops();
  addEventListener("resize", stops);
  document.addEventListener("toggle", stops, true);

  // A link to a folded part opens it.
  const unfold = () => {
    const target = location.hash.length > 1
      ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    for (let at = target; at; at = at.parentElement) {
      if (at instanceof HTMLDetailsElement) at.open = true;
    }
  };
  addEventListener("hashchange", unfold);
  unfold();

  const folded = new Set();
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details:not([open])")) {
      folded.add(part);
      part.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
    folded.clear();
  });
})();
