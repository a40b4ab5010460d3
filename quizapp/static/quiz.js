// Saves each answer as it is given. Without this script the buttons of the form do it.
import { pause, postJSON, Refusal } from "./requests.js";

const TYPING_PAUSE = 400;
const LONGEST_WAIT = 30000;

class Saver {
  #timer = null;
  #isSending = false;
  #request = new AbortController();

  constructor(question) {
    this.question = question;
    this.state = question.querySelector("[data-save-state]");
    this.saved = this.#text();
    question.addEventListener("change", () => this.save());
    question.addEventListener("input", (event) => {
      if (event.target.type !== "text") return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.save(), TYPING_PAUSE);
    });
  }

  #answer() {
    const name = `answer-${this.question.dataset.question}`;
    return new FormData(this.question.closest("form")).getAll(name);
  }

  #text() {
    return JSON.stringify(this.#answer());
  }

  get isUnsaved() {
    return this.#text() !== this.saved;
  }

  // One request at a time, each with the answer of that moment, so that none overtakes another.
  async save() {
    clearTimeout(this.#timer);
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let wait = 1000; this.isUnsaved; wait = Math.min(wait * 2, LONGEST_WAIT)) {
        if (await this.#send()) wait = 500;
        else await pause(wait);
      }
    } finally {
      this.#isSending = false;
    }
  }

  // Sends the answer as it is now; false where there was no word from the server.
  async #send() {
    const answer = this.#answer();
    this.state.textContent = "Saving …";
    this.#request = new AbortController();
    try {
      const options = { keepalive: true, signal: this.#request.signal };
      const { hint } = await postJSON(this.question.dataset.save, { answer }, options);
      this.state.textContent = hint || "Saved";
    } catch (error) {
      if (!(error instanceof Refusal)) {
        this.state.textContent = "Not saved yet: no connection. Trying again …";
        return false;
      }
      this.state.textContent = error.message;
    }
    this.saved = JSON.stringify(answer);
    return true;
  }

  // The page is about to be left: what is waiting goes out at once.
  sendNow() {
    if (!this.isUnsaved) return;
    this.#request.abort();
    this.#send();
  }

  // The form itself brings the answer; an older one may not arrive after it.
  giveWay() {
    clearTimeout(this.#timer);
    this.#request.abort();
    this.saved = this.#text();
  }
}

// Items with buttons to move them. Their selects keep the answer, for the form and for saving; they
// stay in the order in which the items were first shown, because that is how they are read.
function arrange(list) {
  const rows = [...list.children];
  const selects = new Map(rows.map((row) => [row, row.querySelector("select")]));
  const store = document.createElement("div");
  const keep = document.createElement("button");
  const spoken = document.createElement("p");

  function words(row) {
    return row.querySelector(".order-text").textContent.trim();
  }

  function number() {
    [...list.children].forEach((row, index) => {
      selects.get(row).value = String(index + 1);
    });
    keep.hidden = true;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function move(row, step) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    number();
    const place = [...list.children].indexOf(row) + 1;
    spoken.textContent = `${words(row)}: now ${place} of ${rows.length}.`;
  }

  function addButtons(row) {
    const buttons = document.createElement("span");
    buttons.className = "order-buttons";
    for (const [step, sign, label] of [[-1, "↑", "up"], [1, "↓", "down"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-outline";
      button.textContent = sign;
      button.setAttribute("aria-label", `Move ${label}: ${words(row)}`);
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
  keep.type = "button";
  keep.className = "btn btn-outline";
  keep.textContent = "Keep this order";
  keep.hidden = isPlaced;
  keep.addEventListener("click", () => {
    number();
    list.querySelector("button").focus();
  });
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  list.after(store, keep, spoken);
}

// Counts down from what the server said was left, whatever the clock of this device says. The
// server decides in any case; here the page warns, and hands in at the end.
class Countdown {
  #begun = performance.now();
  #said = Infinity;

  constructor(place) {
    this.place = place;
    this.seconds = Number(place.dataset.secondsLeft);
    this.clock = place.querySelector("[data-clock]");
    this.warning = document.querySelector("[data-time-warning]");
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  get left() {
    return Math.max(0, Math.ceil(this.seconds - (performance.now() - this.#begun) / 1000));
  }

  tick() {
    const left = this.left;
    const minutes = Math.floor(left / 60);
    const rest = String(left % 60).padStart(2, "0");
    const hours = Math.floor(minutes / 60);
    const words = hours ? `${hours}:${String(minutes % 60).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
    if (this.clock.textContent !== words) this.clock.textContent = words;
    this.place.classList.toggle("is-short", left <= 300);
    for (const [limit, text] of [[60, "1 minute"], [300, "5 minutes"]]) {
      if (left > limit || this.#said <= limit) continue;
      // On a page that is opened later, only the warning that is true.
      const isOld = left < limit - 10;
      this.#said = limit;
      this.warning.textContent = `${isOld ? `Less than ${text}` : text} left.`;
      break;
    }
    if (left === 0) this.end();
  }

  // With what stands in the form, which the server takes for some seconds more.
  end() {
    clearInterval(this.timer);
    this.warning.textContent = "The time is over. Your answers are handed in.";
    savers.forEach((saver) => saver.giveWay());
    const form = document.querySelector("form[data-attempt]") ?? document.querySelector("main form");
    if (!form) return;
    for (const { dataset } of document.querySelectorAll("[data-question]")) {
      form.append(hidden("asked", dataset.question));
    }
    form.action = this.place.dataset.end;
    form.submit();
  }
}

function hidden(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}

document.querySelectorAll("[data-order]").forEach(arrange);
const savers = [...document.querySelectorAll("[data-question]")].map((each) => new Saver(each));

document.querySelector("form[data-attempt]")?.addEventListener("submit", () => {
  savers.forEach((saver) => saver.giveWay());
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") savers.forEach((saver) => saver.sendNow());
});
addEventListener("beforeunload", (event) => {
  savers.forEach((saver) => saver.sendNow());
  if (!navigator.onLine && savers.some((saver) => saver.isUnsaved)) event.preventDefault();
});
document.querySelectorAll("[data-seconds-left]").forEach((place) => new Countdown(place));
