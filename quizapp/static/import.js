// Giving a table: says at once that a file is too large. How it is read: shows each change at once.

const give = document.querySelector("[data-give]");
const form = document.querySelector("[data-import]");

// One press is enough, and it shows.
function sendOnce(sent, words) {
  const button = sent.querySelector("button[type=submit]:not([formaction])");
  let isSent = false;
  sent.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.hasAttribute("formaction")) return;
    if (isSent) event.preventDefault();
    isSent = true;
    button.textContent = words;
    button.setAttribute("aria-disabled", "true");
  });
  // Back from the next page, the form can be sent again.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

// Giving

function watchSize(file, mostBytes) {
  const isTooLarge = () => (file.files[0]?.size ?? 0) > mostBytes;
  const complain = () => {
    document.getElementById("file-error")?.remove();
    file.toggleAttribute("aria-invalid", isTooLarge());
    if (!isTooLarge()) return;
    const error = document.createElement("p");
    error.className = "field-error";
    error.id = "file-error";
    error.setAttribute("role", "alert");
    error.textContent = `This file has more than ${mostBytes / 1e6} MB.`;
    file.before(error);
  };
  file.addEventListener("change", complain);
  give.addEventListener("submit", (event) => {
    if (!isTooLarge()) return;
    event.preventDefault();
    file.focus();
  });
}

// How it is read

const FAILED = "The server can’t be reached. Change it again, or press “Show again”.";

let turn = Promise.resolve();
let waiting = 0;

function showNewBank() {
  form.querySelector("[data-new-bank]").hidden = form.elements.bank.value !== "";
}

function hideButton() {
  form.querySelector("[data-again-button]").hidden = true;
}

async function showAgain(fields, state) {
  const response = await fetch(form.dataset.again, { method: "POST", body: fields });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const other = page.querySelector("[data-reading]");
  if (!other) {
    // It has gone on in another window, or nobody is signed in any more.
    location.assign(response.redirected ? response.url : location.href);
    return;
  }
  // A later change is on its way: what it shows counts.
  if (waiting > 1) return;
  const reading = form.querySelector("[data-reading]");
  const focused = reading.contains(document.activeElement) ? document.activeElement.id : "";
  const scrolled = reading.querySelector(".preview-scroll")?.scrollLeft ?? 0;
  reading.replaceChildren(...other.childNodes);
  const scroll = reading.querySelector(".preview-scroll");
  if (scroll) scroll.scrollLeft = scrolled;
  hideButton();
  if (focused) (document.getElementById(focused) ?? reading.querySelector("select"))?.focus({ preventScroll: true });
  const alert = reading.querySelector("[role=alert]");
  state.textContent = alert ? alert.textContent : "The preview shows the table as it is read now.";
}

function watchReading() {
  const state = form.querySelector("[data-import-state]");
  const reading = form.querySelector("[data-reading]");
  reading.addEventListener("change", () => {
    const fields = new URLSearchParams(new FormData(form));
    waiting += 1;
    state.textContent = "";
    reading.setAttribute("aria-busy", "true");
    turn = turn
      .then(() => showAgain(fields, state))
      .catch(() => {
        state.textContent = FAILED;
        form.querySelector("[data-again-button]").hidden = false;
      })
      .finally(() => {
        waiting -= 1;
        if (!waiting) reading.removeAttribute("aria-busy");
      });
  });
  form.elements.bank.addEventListener("change", showNewBank);
  showNewBank();
  hideButton();
}

if (give) {
  watchSize(give.elements.file, Number(give.dataset.mostBytes));
  sendOnce(give, "Reading …");
}
if (form) {
  watchReading();
  sendOnce(form, "Checking …");
}
for (const once of document.querySelectorAll("[data-once]")) sendOnce(once, "Importing …");
