"use strict";
// Shows places from data that comes as scripts, since pages opened from a disk may fetch nothing.
// Every text is set as text, so that no name can be markup.
const crosstally = (() => {
  const waiting = new Map();
  const handed = new Map();
  let site;

  const hand = (kind, number, rows) => handed.set(`${kind}/${number}`, rows);

  function load(kind, number) {
    const key = `${kind}/${number}`;
    if (!waiting.has(key)) {
      waiting.set(key, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `data/${key}.js`;
        script.onload = () => (handed.has(key) ? resolve(handed.get(key)) : reject(new Error(script.src)));
        script.onerror = () => { waiting.delete(key); reject(new Error(script.src)); };
        document.head.append(script);
      }));
    }
    return waiting.get(key);
  }

  // FNV-1a, 32 bits, over UTF-8, as addresses.py has it.
  function shardOf(id, shards) {
    let state = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(id)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
    return state % shards;
  }

  async function record(kind, id) {
    const rows = await load(kind, shardOf(id, site.counts[kind]));
    return rows.find((row) => row[0] === id);
  }

  const say = (key, values = {}) =>
    site.words[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

  // Marks that reorder what follows them, and signs that steer terminals, have no business in names.
  const clean = (text) => String(text).replace(/[\u202a-\u202e\u2066-\u2069\u0000-\u001f\u007f-\u009f]+/g, " ").trim();

  const stage = (id) => new Map(site.stages).get(id) ?? clean(id);
  const number = (digits) => String(digits).replace(/\B(?=(\d{3})+$)/g, site.thousands);

  function element(tag, options = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(options)) made.setAttribute(name, value);
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  const name = (text) => element("bdi", {}, clean(text));
  // A line may end behind a folder's name.
  const fileName = (path) => element("bdi", {}, ...clean(path).split(/(?<=\/)/).flatMap((part) => [part, element("wbr")]));
  const addressOf = (kind, id) => `${kind === "s" ? "station" : "area"}.html#${encodeURIComponent(id)}`;
  const joined = (nodes, between) => nodes.flatMap((node, place) => (place ? [between, node] : [node]));
  // A sentence in which what is put in stands apart, so that it moves nothing around it.
  const saying = (key, values) => element("span", {}, ...site.words[key].split(/\{(\w+)\}/).map((piece, place) =>
    (place % 2 ? name(values[piece]) : piece)));
  const under = (said) => element("span", { class: "under" }, said);

  function link(kind, id, said) {
    const shown = clean(said || "") || clean(id);
    const made = element("a", { href: addressOf(kind, id) }, name(shown));
    if (shown !== clean(id)) made.append(under(name(id)));
    return made;
  }

  function table(caption, head, rows) {
    const body = element("tbody");
    rows.forEach((row) => body.append(row));
    const line = element("tr");
    head.forEach(([text, isNumber]) => line.append(
      element("th", isNumber ? { scope: "col", class: "num" } : { scope: "col" }, text)));
    return element("div", { class: "scroll", role: "group", tabindex: "0", "aria-label": caption },
      element("table", head.length < 4 ? { class: "slim" } : {}, element("caption", { class: "unseen" }, caption), element("thead", {}, line), body));
  }

  function cell(text, mark) {
    if (/^-?\d+$/.test(text ?? "")) return element("td", { class: "num" }, number(text));
    const shown = element("span", { class: "missing" }, mark ? name(mark) : "–");
    if (!mark) shown.append(element("span", { class: "unseen" }, say("missing")));
    return element("td", { class: "num" }, shown);
  }

  function section(title, ...children) {
    return element("section", {}, element("h2", {}, title), ...children);
  }

  function columnHead(definition, ...below) {
    const span = element("span", {}, name(definition[2]));
    below.filter(Boolean).forEach((text) => span.append(under(text)));
    return span;
  }

  // Sources side by side: columns [table, figures, marks, head], of one contest each time.
  function figuresTables(columns, title) {
    const contests = [...new Set(columns.map((column) => column.table[1]))];
    return contests.map((contest) => {
      const own = columns.filter((column) => column.table[1] === contest);
      const figures = new Map(own.flatMap((column) => column.table[4]));
      const values = own.map((column) =>
        new Map(column.table[4].map(([id], place) => [id, column.figures.split(",")[place]])));
      const rows = [...figures].map(([id, said]) => {
        const read = values.map((value) => value.get(id)).filter((text) => /^-?\d+$/.test(text ?? ""));
        const differs = new Set(read).size > 1 && own.every((column) => column.compared);
        const row = element("tr", {}, element("th", { scope: "row" }, name(said),
          differs ? under(say("differs")) : null));
        own.forEach((column, place) => {
          const made = cell(values[place].get(id), column.marks?.get(id));
          if (differs) made.classList.add("unlike");
          if (column.below) { const text = column.below(id); if (text) made.append(under(text)); }
          row.append(made);
        });
        return row;
      });
      const caption = `${title}: ${clean(own[0].table[0])}`;
      const made = table(caption, [[say("figure"), false], ...own.map((column) => [column.head, true])], rows);
      made.firstChild.classList.add("figures");
      return element("div", {}, element("h3", {}, name(own[0].table[0])), made);
    });
  }

  function marksOf(unread) {
    if (!unread) return new Map();
    return new Map(Object.entries(JSON.parse(unread)));
  }

  async function proof(entry, into) {
    const place = Math.floor(entry / 256);
    const [path, inside, above] = await load("proof", place);
    let hashes = inside[entry - place * 256];
    if (above) {
      let index = entry - place * 256;
      hashes = inside.map((row) => { const beside = row[index ^ 1]; index >>= 1; return beside; }).concat(above);
    }
    const text = `c2sp.org/tlog-proof@v1\nindex ${entry}\n${hashes.map((hash) => `${hash}\n`).join("")}\n${site.log}`;
    into.append(element("p", { class: "note" }, say("proof_about", { file: path })),
      element("pre", { class: "proof", dir: "ltr", tabindex: "0", role: "group",
        "aria-label": say("proof", { entry }) }, text));
  }

  function proofDetails(entry) {
    const made = element("details", {}, element("summary", {}, say("proof", { entry: number(entry) })));
    made.addEventListener("toggle", () => {
      if (made.open && made.childElementCount === 1) proof(entry, made).catch((error) => fail(error, made));
    });
    return made;
  }

  // Of which act, channel and copy a return is.
  const kindOf = ([, , , , act, channel, copy]) =>
    element("span", {}, ...joined([stage(act), channel && name(channel), copy && saying("copy", { copy })].filter(Boolean), ", "));

  function origins(returns, isArea) {
    if (!returns.length) return null;
    const rows = returns.map((one) =>
      element("tr", {}, element("th", { scope: "row" }, name(site.returns[one[0]][2]),
        under(kindOf(one)),
        one[7] || isArea ? null : under(say("does_not_count"))),
      element("td", {}, fileName(one[2])), element("td", { class: "num" }, number(one[3])),
      element("td", { class: "num" }, number(one[1]))));
    const head = [[say("source"), false], [say("file"), false], [say("row"), true], [say("entry"), true]];
    return section(say("origin"), table(say("origin"), head, rows), ...returns.map((one) => proofDetails(one[1])));
  }

  function findings(found, none) {
    if (!found.length) return section(say("findings"), element("p", { class: "nothing" }, say(none)));
    const list = element("ul", { class: "listed" });
    const [lang, dir] = site.said;
    // Every second piece of a sentence is a name that runs the other way.
    found.forEach(([tier, pieces, about]) => list.append(element("li", { class: tier },
      element("span", { class: `mark mark-${tier}`, "aria-hidden": "true" }),
      element("bdi", { lang, dir }, ...pieces.map((piece, place) => (place % 2 ? name(piece) : piece))),
      about.length ? under(element("span", {}, ...joined(about.map(name), " · "))) : null)));
    return section(say("findings"), list);
  }

  // Each picture is a file of its own, and is asked for when it comes into sight.
  function pictures(held, id) {
    if (!held.length) return null;
    const list = element("div", { class: "sheets" });
    held.forEach(([source, contest, page, address, width, height, hidden]) => {
      const values = { station: clean(id), source: clean(source), page: number(page) };
      const image = element("img", { src: address, alt: say("picture_of", values), loading: "lazy", decoding: "async",
        width, height });
      const said = element("figcaption", {}, saying("picture_said", values));
      if (contest) said.append(under(name(contest)));
      if (hidden) said.append(under(say("picture_hidden")));
      list.append(element("figure", { class: "sheet-picture" }, element("a", { href: address }, image), said));
    });
    return section(say("pictures"), list);
  }

  function crumbs(path) {
    const list = element("ol", { class: "crumbs" });
    path.forEach(([id, said]) => list.append(element("li", {}, element("a", { href: addressOf("a", id) }, name(said || id)))));
    return element("nav", { "aria-label": `${say("area")}: ${clean(path.at(-1)[1] || path.at(-1)[0])}` }, list);
  }

  async function showStation(id, into) {
    const found = await record("station", id);
    if (!found) return unknown(into, "unknown_station", id);
    const [, said, areas, sheets, returns, held, shown] = found;
    const paths = await Promise.all(areas.map(async (area) => {
      const above = await record("area", area);
      return above ? crumbs([...above[3], [above[0], above[1]]]) : null;
    }));
    const columns = sheets.map(([at, counts, figures]) => {
      const definition = site.sheets[at];
      const unread = new Map(returns.filter((one) => one[7] && site.returns[one[0]][1] === definition[1] &&
        site.returns[one[0]][3] === definition[3]).flatMap((one) => [...marksOf(one[8])]));
      return { table: definition, figures, marks: unread, compared: true,
        head: columnHead(definition, counts ? null : say("does_not_count")) };
    });
    // A return whose figures are not simply the sheet's is shown for itself: another copy, a part.
    const others = returns.filter((one) => one[9] !== "=").map((one) => ({
      table: site.returns[one[0]], figures: one[9], marks: marksOf(one[8]), compared: false,
      head: columnHead(site.returns[one[0]], kindOf(one),
        `${say("entry")} ${number(one[1])}`) }));
    heading(into, clean(said) || clean(id), say("station"), id, paths);
    const figures = columns.length ? section(say("sheet_figures"), ...figuresTables(columns, say("sheet_figures"))) : null;
    const seen = pictures(shown, id);
    if (seen) into.append(element("div", { class: "beside" }, figures, seen));
    else if (figures) into.append(figures);
    if (others.length) into.append(section(say("single_returns"), ...figuresTables(others, say("single_returns"))));
    into.append(...[findings(held, "no_findings"), origins(returns, false)].filter(Boolean));
  }

  // What a figure's sheets add up to, and by how much an exact announced count is more: of a part of
  // the sheets, or of sheets on which it was not read everywhere, that would say nothing.
  function beside([at, held, known, sums, read], id, votes, unit) {
    const place = site.sheets[at][4].findIndex(([figure]) => figure === id);
    const sum = place < 0 ? "" : sums.split(",")[place];
    const isWhole = held === known && read.split(",")[place] === held && !site.lacking.includes(at);
    return [sum, sum && votes && !unit && isWhole ? BigInt(votes) - BigInt(sum) : null];
  }

  function labelled(made, label, more) {
    made.dataset.label = label;
    if (more) made.dataset.more = more;
    return made;
  }

  function given(text, why) {
    const made = element("td", { class: "num" });
    if (text) made.append(text);
    else made.append(element("span", { class: "missing" }, "–", element("span", { class: "unseen" }, say(why))));
    return made;
  }

  function difference(more) {
    if (more === null) return given("", "not_known");
    const sign = more > 0n ? "+" : more < 0n ? "−" : "";
    const made = given(element("bdi", { dir: "ltr" }, sign + number(more < 0n ? -more : more)));
    if (more) made.classList.add("differs");
    return made;
  }

  function announcement([contest, source, when, printedIn, counted, base, figures], totals) {
    const called = new Map(site.announced.find(([id]) => id === contest)[2]);
    const own = totals.filter(([at]) => site.sheets[at][1] === contest);
    const has = [1, 3, 4].map((place) => figures.some((figure) => figure[place]));
    const sheets = has[0] ? own : [];
    const columns = [[say("figure"), false]];
    if (has[0]) columns.push([say("announced"), true]);
    if (has[1]) columns.push([element("span", {}, say("percent"), base ? under(say("share_of", { base })) : null), true]);
    if (has[2]) columns.push([say("seats"), true]);
    const from = (at) => say("sheets_of", { source: clean(site.sheets[at][2]) });
    sheets.forEach(([at, held, known]) => columns.push(
      [element("span", {}, saying("sheets_of", { source: site.sheets[at][2] }), under(coverage(held, known))), true], [say("minus"), true]));
    const rows = figures.map(([id, votes, unit, percent, seats]) => {
      const row = element("tr", {}, element("th", { scope: "row" }, name(called.get(id))));
      if (has[0]) {
        const made = given(votes && number(votes), "not_announced");
        if (unit) made.append(under(say("rounded", { unit: number(unit) })));
        row.append(labelled(made, say("announced")));
      }
      if (has[1]) row.append(labelled(given(percent && clean(percent), "not_announced"), say("percent"), id && base && say("share_of", { base })));
      if (has[2]) row.append(labelled(given(seats && number(seats), "not_announced"), say("seats")));
      sheets.forEach((total) => {
        const [sum, more] = beside(total, id, votes, unit);
        row.append(labelled(given(sum && number(sum), "missing"), from(total[0]), coverage(total[1], total[2])), labelled(difference(more), say("minus")));
      });
      return row;
    });
    const caption = element("caption", {}, name(source), when && under(when), printedIn ? under(element("cite", {}, name(printedIn))) : null,
      counted ? under(say("counted", { share: counted })) : null);
    const made = table(`${say("announced_here")}: ${[clean(source), when].filter(Boolean).join(", ")}`, columns, rows);
    made.querySelector("caption").replaceWith(caption);
    made.firstChild.classList.add("announced", "beside-sheets", "stacked");
    return made;
  }

  function announcements(announced, totals) {
    if (!announced.length) return null;
    const [more] = announced.at(-1);
    const shown = announced.slice(0, -1);
    const contests = site.announced.filter(([id]) => shown.some(([contest]) => contest === id));
    return section(say("announced_here"), element("p", {}, say("announced_about")),
      ...contests.map(([id, said]) => element("div", {}, contests.length > 1 ? element("h3", {}, name(said)) : null,
        ...shown.filter(([contest]) => contest === id).map((one) => announcement(one, totals)))),
      more ? element("p", { class: "more" }, say("announced_more", { count: number(more) })) : null);
  }

  function coverage(held, known) {
    return known === "" ? say("held_of_unknown", { held: number(held) })
      : say("held", { held: number(held), known: number(known) });
  }

  async function showArea(id, into) {
    const found = await record("area", id);
    if (!found) return unknown(into, "unknown_area", id);
    const [, said, level, path, totals, returns, held, listed, announced] = found;
    const title = new Map(site.levels).get(level) || say("area");
    heading(into, clean(said) || clean(id), title, id, path.length ? [crumbs(path)] : []);
    if (totals.length) {
      const columns = totals.map(([at, sheets, known, sums, read]) => {
        const counts = read.split(",");
        const places = new Map(site.sheets[at][4].map(([figure], place) => [figure, place]));
        return { table: site.sheets[at], figures: sums, compared: false,
          head: columnHead(site.sheets[at], coverage(sheets, known)),
          below: (figure) => {
            const own = counts[places.get(figure)];
            return own === undefined || own === sheets ? "" : say("incomplete", { read: number(own), held: number(sheets) });
          } };
      });
      into.append(section(say("totals"), ...figuresTables(columns, say("totals"))));
    }
    if (returns.length) {
      const columns = returns.map((one) => ({ table: site.returns[one[0]], figures: one[9], marks: marksOf(one[8]),
        compared: false, head: columnHead(site.returns[one[0]], kindOf(one)) }));
      into.append(section(say("stated"), ...figuresTables(columns, say("stated"))));
    }
    const stated = announcements(announced, totals);
    if (stated) into.append(stated);
    into.append(findings(held, "no_findings_of_area"));
    const [start, areas, stations] = listed;
    if (areas) into.append(listing(say("areas"), start, areas));
    if (stations) into.append(listing(say("stations"), start + areas, stations));
    const from = origins(returns, true);
    if (from) into.append(from);
  }

  function listing(title, start, count) {
    const list = element("ul", { class: "listing" });
    const status = element("p", { class: "more", role: "status" });
    const button = element("button", { class: "plain", type: "button" }, say("more"));
    let shown = 0;
    async function more() {
      const end = Math.min(count, shown + 100);
      const first = list.childElementCount;
      for (; shown < end; shown += 1) {
        const at = start + shown;
        const row = (await load("list", Math.floor(at / site.rows)))[at % site.rows];
        const line = element("li", {}, link(row[0], row[1], row[2]));
        if (row[0] === "a" && row[4]) line.firstChild.append(under(name(row[4])));
        if (row[0] === "a" && row[3].length === 1) line.firstChild.append(under(coverage(row[3][0][1], row[3][0][2])));
        list.append(line);
      }
      status.textContent = say("shown", { shown: number(shown), all: number(count) });
      button.hidden = shown >= count;
      return list.children[first];
    }
    const made = section(title, list, status, button);
    button.addEventListener("click", () => more().then((line) => line.firstChild.focus(), (error) => fail(error, made)));
    more().catch((error) => fail(error, made));
    return made;
  }

  function heading(into, title, kind, id, paths) {
    document.title = `${title} – ${clean(site.title)}`;
    into.replaceChildren(...paths.filter(Boolean), element("h1", { tabindex: "-1" }, name(title)),
      element("p", { class: "code-of-place" }, `${clean(kind)} · `, name(id)));
  }

  function unknown(into, key, id) {
    into.replaceChildren(element("h1", { tabindex: "-1" }, name(id)), element("p", { class: "warn" }, say(key)),
      element("p", {}, say("choose")));
  }

  function fail(error, into) {
    into.append(element("p", { class: "warn", role: "alert" }, say("failed", { file: error.message })));
  }

  async function showPlace(isArrival) {
    const into = document.getElementById("place");
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { /* A bad escape: the id as it was written. */ }
    if (!id) id = into.dataset.kind === "area" ? site.root : "";
    if (id === "main") return;
    try {
      if (!id) into.replaceChildren(element("h1", {}, say("stations")), element("p", {}, say("choose")));
      else await (into.dataset.kind === "area" ? showArea : showStation)(id, into);
    } catch (error) { fail(error, into); }
    if (!isArrival) { scrollTo(0, 0); into.querySelector("h1").focus({ preventScroll: true }); }
  }

  const wordsOf = (text) => text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]+/gu) || [];

  // The files that can hold words with this beginning: the first is the one before that follows it.
  function filesOf(word) {
    const after = site.first.findIndex((first) => first > word && !first.startsWith(word));
    const end = after < 0 ? site.first.length : after;
    let start = site.first.findIndex((first) => first >= word);
    start = Math.max(0, (start < 0 ? site.first.length : start) - 1);
    return [start, end];
  }

  async function search(text, most) {
    const asked = wordsOf(text);
    if (!asked.length) return [];
    const narrow = asked.map((word) => [word, ...filesOf(word)]).sort((a, b) => (a[2] - a[1]) - (b[2] - b[1]) || b[0].length - a[0].length)[0];
    const found = new Map();
    for (let file = narrow[1]; file < Math.min(narrow[2], narrow[1] + 40) && found.size <= most; file += 1) {
      for (const [word, kind, id, said] of await load("search", file)) {
        if (!word.startsWith(narrow[0])) continue;
        const own = wordsOf(`${id} ${said}`);
        if (asked.every((one) => own.some((each) => each.startsWith(one)))) found.set(`${kind}${id}`, [kind, id, said]);
        if (found.size > most) break;
      }
    }
    return [...found.values()];
  }

  function offerSearch() {
    const box = document.getElementById("search");
    if (!box) return;
    box.hidden = false;
    const field = document.getElementById("query");
    const status = document.getElementById("results-said");
    const results = document.getElementById("results");
    let turn = 0;
    async function update() {
      const own = (turn += 1);
      const most = 30;
      try {
        const found = await search(field.value, most);
        if (own !== turn) return;
        const shown = found.slice(0, most);
        results.replaceChildren(...shown.map(([kind, id, said]) => element("li", {}, link(kind, id, said))));
        status.textContent = !wordsOf(field.value).length ? "" : !found.length ? say("nothing_found")
          : found.length > most ? say("found_more", { count: most }) : say("found", { count: shown.length });
      } catch (error) { status.textContent = say("failed", { file: error.message }); }
    }
    const clear = () => { field.value = ""; turn += 1; results.replaceChildren(); status.textContent = ""; };
    field.addEventListener("input", update);
    box.addEventListener("keydown", (event) => {
      const links = [...results.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      if (event.key === "Escape") { clear(); field.focus(); }
      else if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus(); }
      else if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (links[at - 1] || field).focus(); }
      else if (event.key === "Enter" && document.activeElement === field && links.length) { event.preventDefault(); links[0].click(); }
    });
    results.addEventListener("click", (event) => { if (event.target.closest("a")) clear(); });
  }

  function start(settings) {
    site = settings;
    offerSearch();
    document.getElementById("skip").addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById("main").focus();
    });
    if (!document.getElementById("place")) return;
    showPlace(true);
    addEventListener("hashchange", () => showPlace(false));
  }

  return { start, hand };
})();
