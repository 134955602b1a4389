// What a page shows of the queue of this phone, keeps in it, sends and wipes. Without this script, or
// where the page is not secure, nothing is kept, and the page says so.
"use strict";
for (const section of document.querySelectorAll("[data-queue]")) {
  const part = (name) => section.querySelector(`[data-part=${name}]`);
  const words = section.querySelector("template").content;
  const say = (word) => words.querySelector(`[data-word=${word}]`).textContent;
  const lang = `${document.documentElement.lang}-u-nu-latn`;
  const number = new Intl.NumberFormat(lang);
  const megabytes = new Intl.NumberFormat(lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  const moment = new Intl.DateTimeFormat(lang, { dateStyle: "short", timeStyle: "short" });
  const sized = (bytes) => megabytes.format(Math.max(bytes / 1048576, 0.1));
  const form = document.querySelector("[data-keep=photograph]");
  const figures = document.querySelector("[data-keep=figures]");
  const sure = section.querySelector("dialog");
  const AGAIN = 20_000;
  const link = location.pathname.match(/^\/send\/([^/]+)\/$/)?.[1] ?? "";
  let received = 0;
  let wiped = false;
  let ready = false;

  const tell = (...said) => { part("status").textContent = said.filter(Boolean).join(" "); };
  const waitsFor = (item) => {
    const why = { login: "login", theirs: "theirs", refused: "refused", later: "later" }[item.why];
    return [why && say(why), item.said].filter(Boolean).join(" ");
  };
  const shown = (item) => {
    const line = document.createElement("li");
    const when = document.createElement("time");
    when.dateTime = new Date(item.taken).toISOString();
    when.textContent = moment.format(item.taken);
    line.append(when, ` · ${item.holds === "figures" ? say("figures") : sized(item.size)} `);
    const why = document.createElement("span");
    why.className = "said";
    why.textContent = waitsFor(item);
    line.append(why);
    if (["refused", "later"].includes(item.why)) {
      line.classList.toggle("refused", item.why === "refused");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = say("remove");
      button.setAttribute("aria-label", `${say("remove")}: ${when.textContent}`);
      button.addEventListener("click", async () => {
        await phoneQueue.remove(item.id);
        await show();
        part("title").focus();
      });
      line.append(button);
    }
    return line;
  };
  const show = async () => {
    const items = await phoneQueue.list();
    const size = items.reduce((sum, item) => sum + item.size, 0);
    part("count").textContent = items.length
      ? `${say("waiting")} ${number.format(items.length)} · ${sized(size)}`
      : say("none");
    part("list").replaceChildren(...items.map(shown));
    for (const name of ["send", "wipe"]) part(name).hidden = !items.length;
    return items;
  };

  const told = (answer) => {
    if (answer.state === "received") received += 1;
    if (!["received", "known"].includes(answer.state)) return;
    for (const sentence of answer.said) {
      const line = document.createElement("li");
      if (answer.sheet) {
        const address = document.createElement("a");
        address.href = answer.sheet;
        address.textContent = answer.sheet.split("/")[2].slice(0, 8);
        line.append(address, " ");
      }
      line.append(sentence);
      part("answers").append(line);
    }
  };
  const send = async () => {
    if (wiped) return;
    let offline = false;
    try {
      await phoneQueue.send(async (answer) => {
        told(answer);
        await show();
      });
    } catch {
      offline = true;
    }
    if (wiped) return;
    const items = await show();
    tell(
      received > 0 && `${say("received")} ${number.format(received)}.`,
      offline && items.length > 0 && say("offline"),
      ready && !items.length && say(figures?.hidden === false ? "readyFigures" : "ready"),
    );
  };
  const inBackground = async () => {
    try {
      await (await navigator.serviceWorker.getRegistration())?.sync?.register("queue");
    } catch {
      // Not every browser sends when no page is open. The page says to open it again.
    }
  };

  // Kept: true. Not kept: why not is on the page.
  const keep = async (name, keeping) => {
    try {
      await keeping();
    } catch (error) {
      const why = error.why ?? "broken";
      part("errors").hidden = false;
      const line = document.createElement("li");
      line.textContent = `${name}: ${say(why)}`;
      part("errors").querySelector("ul").append(line);
      return false;
    }
    await show();
    return true;
  };
  const keepAll = async (files, station) => {
    const left = [];
    for (const file of files) {
      tell(say("sealing"));
      if (!(await keep(file.name, () => phoneQueue.keep(file, { station, link })))) left.push(file);
    }
    tell(left.length < files.length && say("kept"));
    inBackground();
    return left;
  };
  // A page that sends by itself gives what it could not send (upload.js); it gets back what was not kept.
  globalThis.keepForLater = async (files, station) => (wiped || !ready ? files : keepAll(files, station));

  const forgetErrors = () => {
    part("errors").hidden = true;
    part("errors").querySelector("ul").replaceChildren();
  };
  // What was entered and held against the sheet (figures.js): whether it is on the phone now.
  figures?.addEventListener("entered", async ({ detail: { station, entered } }) => {
    forgetErrors();
    if (wiped || !(await keep(station, () => phoneQueue.keepFigures(station, entered)))) return;
    figures.reset();
    part("title").focus();
    tell(say("kept"));
    inBackground();
    await send();
  });
  if (form) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      const inputs = [...form.querySelectorAll("input[type=file]")];
      const files = inputs.flatMap((input) => [...input.files]);
      if (button.disabled) return;
      forgetErrors();
      if (!files.length) {
        tell(say("choose"));
        return;
      }
      button.disabled = true;
      const left = await keepAll(files, form.elements.station.value);
      // What was not kept stays chosen; else the next photograph says its own station.
      if (!left.length) form.reset();
      button.disabled = false;
      if (!left.length) await send();
    });
  }

  // What whoever logged in last may queue; by a sending link, photographs.
  const showForms = (open, keeps) => {
    if (form) form.hidden = !open || (!link && keeps === "figures");
    if (figures) figures.hidden = !open || Boolean(link) || keeps !== "figures";
  };
  const wipe = async () => {
    wiped = true;
    await phoneQueue.wipe();
    for (const name of await caches.keys()) await caches.delete(name);
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    part("answers").replaceChildren();
    showForms(false);
    form?.reset();
    figures?.reset();
    await show();
    tell(say("wiped"));
    part("title").focus();
  };
  part("send").addEventListener("click", async () => {
    tell(say("sending"));
    await send();
  });
  part("wipe").addEventListener("click", () => sure.showModal());
  sure.querySelector("[data-part=yes]").addEventListener("click", async () => {
    sure.close();
    await wipe();
  });
  sure.querySelector("[data-part=no]").addEventListener("click", () => sure.close());

  // The page and what it needs are kept on the phone: all of them, or those that were there before.
  const keepPage = async () => {
    const paths = [...section.dataset.kept.split(" ")];
    const answers = await Promise.all(paths.map((path) => fetch(path, { cache: "reload", redirect: "error" })));
    if (!answers.every((answer) => answer.ok)) throw new Error("not whole");
    const cache = await caches.open("crosstally-offline");
    await Promise.all(paths.map((path, at) => cache.put(path, answers[at])));
  };
  const isKnown = async () => {
    ready = Boolean(await phoneQueue.known("key")) && Boolean(link || (await phoneQueue.known("sender")));
    showForms(ready, await phoneQueue.known("keeps"));
  };
  // Without a network the worker that is there goes on; where there is none, nothing opens later.
  const worker = async () => {
    const late = new Promise((_resolve, reject) => { setTimeout(reject, AGAIN); });
    try {
      await navigator.serviceWorker.register("/worker.js");
      await Promise.race([navigator.serviceWorker.ready, late]);
      return true;
    } catch {
      return Boolean((await navigator.serviceWorker.getRegistration().catch(() => null))?.active);
    }
  };
  const begin = async () => {
    if (!isSecureContext || !navigator.serviceWorker || !crypto.subtle) {
      tell(say(isSecureContext ? "unable" : "insecure"));
      return;
    }
    await show();
    await isKnown();
    if (!(await worker())) {
      ready = false;
      showForms(false);
      tell(say("unable"));
      return;
    }
    // Some browsers ask their owner; nothing waits for the answer.
    navigator.storage?.persist?.().catch(() => false);
    try {
      await phoneQueue.greet();
      await keepPage();
    } catch {
      tell(say("offline"));
    }
    await isKnown();
    if (ready) await send();
    else tell(say("nobody"));
  };
  const again = async () => {
    if (!wiped && document.visibilityState === "visible" && (await phoneQueue.list()).length) await send();
  };
  begin().catch(() => tell(say("broken"))).then(() => {
    section.dataset.begun = "";
    if (!isSecureContext) return;
    addEventListener("online", again);
    document.addEventListener("visibilitychange", again);
    setInterval(again, AGAIN);
  });
}
