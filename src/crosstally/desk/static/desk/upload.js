// Files are sent one by one: hundreds may be chosen at once, and when the line breaks, those that were
// not sent wait on the phone (offline.js), or stay chosen and are sent by the same button. Without this
// script all go in one form.
"use strict";
for (const form of document.querySelectorAll("[data-one-by-one]")) {
  const status = document.querySelector("[data-taken]");
  const list = document.getElementById("taken");
  const bar = form.querySelector("progress");
  const button = form.querySelector("button");
  const inputs = [...form.querySelectorAll("input[type=file]")];
  let waiting = [];
  let taken = 0;
  let refused = 0;

  const send = async (file) => {
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "station"]) body.append(name, form.elements[name].value);
    body.append("files", file, file.name);
    const post = () => fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    let answer = await post();
    // Many are sending: a moment later there is room.
    for (let tries = 0; tries < 6 && answer.status === 503; tries += 1) {
      const seconds = Number(answer.headers.get("Retry-After"));
      if (!(seconds > 0 && seconds <= 30)) break;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      answer = await post();
    }
    const told = await answer.text();
    // Another page than the part that was asked for: one is logged out, or the server is in trouble.
    if (answer.redirected || ![200, 400].includes(answer.status)) throw new Error(String(answer.status));
    list.insertAdjacentHTML("beforeend", told);
    if (answer.ok) taken += 1;
    else refused += 1;
  };
  const tell = () => {
    status.textContent = `${status.dataset.taken} ${taken}`;
    if (waiting.length && !button.disabled) status.textContent += `. ${status.dataset.left} ${waiting.length}`;
  };

  form.addEventListener("submit", async (event) => {
    const chosen = inputs.flatMap((input) => [...input.files]);
    if (!chosen.length && !waiting.length) return;
    event.preventDefault();
    waiting.push(...chosen);
    for (const input of inputs) input.value = "";
    const total = waiting.length;
    refused = 0;
    button.disabled = true;
    bar.hidden = false;
    bar.max = total;
    try {
      while (waiting.length) {
        bar.value = total - waiting.length;
        await send(waiting[0]);
        waiting.shift();
        tell();
      }
    } catch {
      if (globalThis.keepForLater) waiting = await keepForLater(waiting, form.elements.station.value);
      // What still waits is told below and sent at the next try.
    }
    bar.hidden = true;
    button.disabled = false;
    // The next photograph is of a station of its own; what was refused is chosen anew, of the same one.
    if (!waiting.length && !refused) form.elements.station.value = "";
    tell();
  });
}
