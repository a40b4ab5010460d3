// The form of an assignment: shows the part that is chosen, and keeps the order of ticking.
const form = document.querySelector("[data-assignment]");
const parts = form.querySelectorAll("[data-mode]");
const ticked = form.querySelector("[data-ticked]");
const found = form.querySelector("[data-found]");
const state = form.querySelector("[data-ticked-count]");

function showPart() {
  const mode = form.querySelector("[name=mode]:checked")?.value;
  parts.forEach((part) => {
    part.hidden = part.dataset.mode !== mode;
  });
}

function count() {
  const number = ticked.querySelectorAll("input:checked").length;
  state.textContent = number === 1 ? "1 question ticked." : `${number} questions ticked.`;
}

if (ticked) {
  form.addEventListener("change", (event) => {
    if (event.target.name === "mode") showPart();
    if (event.target.name !== "question") return;
    const box = event.target;
    if (box.checked && found?.contains(box)) {
      ticked.append(box.closest("li"));
      box.focus({ preventScroll: true });
    }
    count();
  });
  showPart();
}
