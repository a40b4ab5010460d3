// The editor of a question: shows it while it is written, moves options without a new page, and
// warns before what isn't saved is left.
import { postForm, Refusal } from "./requests.js";

const PAUSE = 400;
const MOST_BYTES = 5_000_000;

const form = document.querySelector("[data-editor]");
const state = form.querySelector("[data-editor-state]");
const section = document.querySelector(".preview");
const place = section.querySelector("[data-preview-place]");
const file = form.querySelector("input[type=file]");

function fields(extra = {}) {
  const data = new FormData(form);
  data.delete("picture");
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  return data;
}

const content = () => new URLSearchParams(fields()).toString() + (file?.value ?? "");

// What isn't saved

// After a refused or merely changed form, what stands in it isn't saved either.
const isUnsaved = Boolean(document.querySelector("[role=alert]")) || form.querySelector("[name=memory]");
const saved = isUnsaved ? null : content();
let isLeaving = false;

const isDirty = () => content() !== saved;

addEventListener("beforeunload", (event) => {
  if (!isLeaving && isDirty()) event.preventDefault();
});
addEventListener("pageshow", () => { isLeaving = false; });

// The preview

let timer;
let asked = 0;

async function showPreview() {
  asked += 1;
  const mine = asked;
  section.setAttribute("aria-busy", "true");
  try {
    const answer = await postForm(form.dataset.preview, fields());
    if (mine === asked) place.innerHTML = answer.html;
  } catch (error) {
    // What was shown before stays; the next key tries again.
    if (error instanceof Refusal && mine === asked) state.textContent = error.message;
  } finally {
    if (mine === asked) section.removeAttribute("aria-busy");
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(showPreview, PAUSE);
  state.textContent = isDirty() ? "Not saved yet" : "";
});

// Options: added, moved and removed in place

const PLACES = { add: "end", remove: "same", up: "before", down: "after" };

async function changeOptions(button) {
  const [name, number] = button.value.split("-");
  const answer = await postForm(form.action || location.href, fields({ do: button.value }));
  form.querySelector("[data-options]").outerHTML = answer.html;
  const options = form.querySelector("[data-options]");
  const rows = options.querySelectorAll(".option-row");
  let index = Number(number) - 1;
  if (PLACES[name] === "before") index -= 1;
  if (PLACES[name] === "after") index += 1;
  if (PLACES[name] === "end") index = rows.length - 1;
  const row = rows[Math.min(index, rows.length - 1)];
  const again = row?.querySelector(`button[value^="${name}-"]:not(:disabled)`);
  const target = name === "add" || name === "remove" ? row?.querySelector("input:not([type])") : again;
  (target ?? row?.querySelector("input:not([type])") ?? options.querySelector("button[value=add]")).focus();
  state.textContent = name === "add" || name === "remove" ? `${rows.length} in the list` : `Now number ${index + 1}`;
  showPreview();
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-options] button");
  if (!button) return;
  event.preventDefault();
  changeOptions(button).catch(() => {
    // Without a connection, the page as a whole tries, and says what is wrong.
    state.textContent = "The server can’t be reached. Try again.";
  });
});

const previewButton = form.querySelector("[data-preview-button]");
previewButton.addEventListener("click", (event) => {
  event.preventDefault();
  showPreview();
  section.scrollIntoView({ block: "nearest" });
});

form.querySelector("[data-kind]").addEventListener("change", () => {
  form.querySelector("button[value=kind]").click();
});

// Pictures

file?.addEventListener("change", () => {
  const isTooLarge = (file.files[0]?.size ?? 0) > MOST_BYTES;
  file.setCustomValidity(isTooLarge ? "too large" : "");
  state.textContent = isTooLarge ? "This picture has more than 5 MB; make it smaller first." : "";
});

form.addEventListener("submit", (event) => {
  if (file?.validationMessage) {
    event.preventDefault();
    file.closest("details").open = true;
    file.focus();
    return;
  }
  isLeaving = true;
});

document.querySelector(".form-error")?.scrollIntoView({ block: "nearest" });
