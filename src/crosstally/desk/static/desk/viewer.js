// The picture beside the form: larger, turned, with more contrast. Without this script the picture
// stands there as it is, and the buttons do not.
"use strict";
for (const viewer of document.querySelectorAll("[data-viewer]")) {
  const frame = viewer.querySelector(".frame");
  const stage = viewer.querySelector(".stage");
  const image = viewer.querySelector("img");
  const contrast = viewer.querySelector("[data-do=contrast]");
  let zoom = 1;
  let turns = 0;

  const lay = () => {
    if (!image.naturalWidth) return;
    const ratio = image.naturalWidth / image.naturalHeight;
    const width = frame.clientWidth * zoom;
    const lying = turns % 2 === 1;
    // What was in the middle stays there.
    const across = (frame.scrollLeft + frame.clientWidth / 2) / (stage.offsetWidth || 1);
    const down = (frame.scrollTop + frame.clientHeight / 2) / (stage.offsetHeight || 1);
    stage.style.width = `${width}px`;
    stage.style.height = `${lying ? width * ratio : width / ratio}px`;
    image.style.width = `${lying ? width * ratio : width}px`;
    image.style.transform = `translate(-50%, -50%) rotate(${turns * 90}deg)`;
    frame.scrollLeft = across * stage.offsetWidth - frame.clientWidth / 2;
    frame.scrollTop = down * stage.offsetHeight - frame.clientHeight / 2;
  };
  const acts = {
    larger() { zoom = Math.min(zoom * 1.5, 8); },
    smaller() { zoom = Math.max(zoom / 1.5, 1); },
    turn() { turns = (turns + 1) % 4; },
    contrast() {
      const on = viewer.classList.toggle("contrasted");
      contrast.setAttribute("aria-pressed", String(on));
    },
    reset() {
      zoom = 1;
      turns = 0;
      viewer.classList.remove("contrasted");
      contrast.setAttribute("aria-pressed", "false");
    },
  };
  const keys = { "+": "larger", "=": "larger", "-": "smaller", r: "turn", c: "contrast", 0: "reset" };
  const perform = (name) => { acts[name](); lay(); };

  for (const button of viewer.querySelectorAll("[data-do]")) {
    button.addEventListener("click", () => perform(button.dataset.do));
  }
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    perform(keys[event.key]);
  });
  // The form asks for these (entry.js): an act by name, and what part of the height to look at.
  viewer.addEventListener("picture-do", (event) => perform(event.detail));
  viewer.addEventListener("picture-move", (event) => {
    frame.scrollLeft += event.detail.across * frame.clientWidth;
    frame.scrollTop += event.detail.down * frame.clientHeight;
  });
  viewer.addEventListener("picture-look", (event) => {
    const height = stage.offsetHeight;
    frame.scrollTop = event.detail * height - frame.clientHeight / 2;
  });
  viewer.lookedAt = () => (frame.scrollTop + frame.clientHeight / 2) / (stage.offsetHeight || 1);
  image.addEventListener("load", lay);
  addEventListener("resize", lay);
  viewer.querySelector(".tools").hidden = false;
  viewer.classList.add("live");
  lay();
}
