// Answers that are no number, as buttons below the field that one is in: a phone shows digits alone there.
// Without this script they are typed, or chosen from the field's list.
"use strict";
const answers = document.createElement("span");
answers.className = "answers";
let asked = null;
for (const option of document.querySelectorAll("#no-figure option")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.tabIndex = -1;
  button.textContent = option.textContent;
  // The field keeps the focus, and a phone its keypad.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    asked.value = option.value;
    asked.dispatchEvent(new Event("change", { bubbles: true }));
    asked.focus();
  });
  answers.append(button);
}
document.addEventListener("focusin", (event) => {
  if (event.target.matches("input[list=no-figure]")) {
    asked = event.target;
    asked.closest("label").after(answers);
  }
});
const begun = document.activeElement;
if (begun && begun.matches("input[list=no-figure]")) begun.dispatchEvent(new Event("focusin", { bubbles: true }));
