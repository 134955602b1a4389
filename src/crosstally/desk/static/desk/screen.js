// Renews what stands on the page, without loading it anew: whoever reads it stays where they are.
"use strict";
const seconds = Number(document.body.dataset.renewed);
const renew = async () => {
  try {
    const answer = await fetch(location.href, { cache: "no-store", redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
  } catch {
    // What stands there says of when it is; the next attempt is in half a minute.
  }
};
if (seconds) setInterval(renew, seconds * 1000);
