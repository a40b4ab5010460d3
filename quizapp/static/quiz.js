// Saves each answer as it is given. Without this script the buttons of the form do it.
import { postJSON, Refusal } from "./requests.js";

const TYPING_PAUSE = 400;

function saver(question) {
  const name = `answer-${question.dataset.question}`;
  const state = question.querySelector("[data-save-state]");
  const form = question.closest("form");
  let timer = null;
  let saved = JSON.stringify(read());
  let queue = Promise.resolve();

  function read() {
    return new FormData(form).getAll(name);
  }

  async function send(answer, keepalive) {
    state.textContent = "Saving …";
    try {
      const trouble = () => { state.textContent = "No connection. Trying again …"; };
      const options = { keepalive, onTrouble: trouble };
      const { hint } = await postJSON(question.dataset.save, { answer }, options);
      state.textContent = hint || "Saved";
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      state.textContent = error.message;
    }
  }

  // One request at a time, so that an older answer can't arrive after a newer one.
  function save(keepalive = false) {
    clearTimeout(timer);
    const answer = read();
    const text = JSON.stringify(answer);
    if (text === saved) return;
    saved = text;
    queue = queue.then(() => send(answer, keepalive));
  }

  question.addEventListener("change", () => save());
  question.addEventListener("input", (event) => {
    if (event.target.type !== "text") return;
    clearTimeout(timer);
    timer = setTimeout(save, TYPING_PAUSE);
  });
  return save;
}

// Items with buttons to move them. Their selects keep the answer, for the form and for saving; they
// stay in the order in which the items were first shown, because that is how they are read.
function arrange(list) {
  const rows = [...list.children];
  const selects = new Map(rows.map((row) => [row, row.querySelector("select")]));
  const store = document.createElement("div");
  const confirm = document.createElement("button");

  function number() {
    [...list.children].forEach((row, index) => {
      selects.get(row).value = String(index + 1);
    });
    confirm.hidden = true;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(row, step) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (other && step < 0) other.before(row);
    if (other && step > 0) other.after(row);
    number();
  }

  function addButtons(row) {
    const words = row.querySelector(".order-text").textContent.trim();
    const buttons = document.createElement("span");
    buttons.className = "order-buttons";
    for (const [step, sign, label] of [[-1, "↑", "up"], [1, "↓", "down"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-outline";
      button.textContent = sign;
      button.setAttribute("aria-label", `Move ${label}: ${words}`);
      button.addEventListener("click", () => {
        move(row, step);
        button.focus();
      });
      buttons.append(button);
    }
    row.append(buttons);
  }

  rows.forEach(addButtons);
  store.hidden = true;
  store.append(...selects.values());
  const isPlaced = [...selects.values()].every((select) => select.value);
  if (isPlaced) list.append(...rows.sort((a, b) => selects.get(a).value - selects.get(b).value));
  confirm.type = "button";
  confirm.className = "btn btn-outline";
  confirm.textContent = "Keep this order";
  confirm.hidden = isPlaced;
  confirm.addEventListener("click", number);
  list.after(store, confirm);
}

document.querySelectorAll("[data-order]").forEach(arrange);
const savers = [...document.querySelectorAll("[data-question]")].map(saver);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") savers.forEach((save) => save(true));
});
