// Decides without loading the page again, by mouse or key. Each decision is sent at once and in
// the order in which it was made; one that the network swallows is sent again.
import { getJSON, persist, postForm, Refusal } from "./requests.js";

const LOST = "The connection is lost. Your decision is kept and sent again.";
const MOVES = { j: 1, k: -1 };
const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

const page = document.querySelector("[data-review]");
const article = page.querySelector("[data-article]");
const notice = page.querySelector("[data-notice]");
const statusArea = page.querySelector("[data-status]");
const help = page.querySelector("[data-help]");

let sending = Promise.resolve();
let waiting = 0;
let last = null;

const isBeside = matchMedia("(min-width: 64rem)");
const cards = () => [...page.querySelectorAll("[data-proposal]")];
const cardAt = (position) => page.querySelector(`[data-proposal="${position}"]`);
const fragment = (html) => document.createRange().createContextualFragment(html);

function tell(message) {
  notice.textContent = message;
  notice.hidden = !message;
}

// The card with the focus, or that had it last.
function current() {
  const focused = document.activeElement?.closest("[data-proposal]");
  return focused ?? cardAt(last) ?? null;
}

function show(card) {
  if (!card) return;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

function move(step) {
  if (!waiting) tell("");
  const all = cards();
  const index = all.indexOf(current());
  show(index < 0 ? all[0] : all[Math.min(Math.max(index + step, 0), all.length - 1)]);
}

// The next card that is still open; the one itself where there is none.
function nextOpen(card) {
  const all = cards();
  const after = all.slice(all.indexOf(card) + 1);
  return after.find((other) => !other.dataset.verdict) ?? after[0] ?? card;
}

function replaceCard(position, html) {
  const old = cardAt(position);
  // What is being typed there isn't thrown away.
  if (!old || old.querySelector("[data-edit-form]")) return;
  const focused = old.contains(document.activeElement);
  old.replaceWith(fragment(html));
  if (focused) cardAt(position).focus({ preventScroll: true });
}

function apply(answer) {
  for (const [position, html] of Object.entries(answer.cards)) replaceCard(position, html);
  for (const [form, html] of Object.entries(answer.forms)) {
    const area = page.querySelector(`[data-form-state="${CSS.escape(form)}"]`);
    const hadFocus = area?.contains(document.activeElement);
    area?.replaceChildren(fragment(html));
    if (hadFocus) area.focus();
  }
  const undoHadFocus = document.activeElement?.closest("[data-undo]");
  statusArea.replaceChildren(fragment(answer.status));
  if (undoHadFocus) statusArea.querySelector("[data-undo] button")?.focus();
  const shown = page.querySelector("[data-decide-shown]");
  if (shown) shown.hidden = !page.querySelector('[data-proposal][data-verdict=""]');
  const decided = statusArea.querySelector(".status-words strong").textContent;
  tell(answer.words ? `${answer.words} ${decided}.` : "");
  if (!answer.words) spoken.textContent = `${decided}.`;
}

const spoken = document.createElement("p");
spoken.className = "visually-hidden";
spoken.setAttribute("role", "status");
page.append(spoken);

function send(form, name, value, onRefusal = () => {}) {
  const fields = [...new FormData(form)];
  if (name) fields.push([name, value]);
  for (const card of cards()) fields.push(["on", card.dataset.proposal]);
  const url = form.action;
  waiting += 1;
  sending = sending
    .catch(() => {})
    .then(() => persist(() => postForm(url, fields), () => tell(LOST)))
    .then(apply)
    .catch((error) => {
      if (!(error instanceof Refusal)) throw error;
      onRefusal();
      tell(error.message);
    })
    .finally(() => { waiting -= 1; });
  return sending;
}

// Until there is an answer the card is only known to be decided.
function decide(card, verdict) {
  const before = card.dataset.verdict;
  card.dataset.verdict = verdict;
  card.setAttribute("aria-busy", "true");
  send(card.querySelector("[data-decide]"), "verdict", verdict, () => {
    card.dataset.verdict = before;
    card.removeAttribute("aria-busy");
  });
}

function decideAndGoOn(verdict) {
  const card = current();
  if (!card) move(1);
  if (!card || card.dataset.verdict === verdict || card.querySelector("[data-edit-form]")) return;
  decide(card, verdict);
  show(nextOpen(card));
}

function undo() {
  const form = statusArea.querySelector("[data-undo]");
  // What is on its way has to arrive first, so that the last step is the one to undo.
  sending.then(() => {
    const newest = statusArea.querySelector("[data-undo]") ?? form;
    if (newest) send(newest);
  });
}

// The fields of a question, in the place of its buttons.
async function openEdit(card, link) {
  if (card.querySelector("[data-edit-form]")) return;
  try {
    const { html } = await getJSON(link.href);
    showEdit(card, html);
  } catch {
    location.assign(link.href);
  }
}

function showEdit(card, html) {
  card.querySelector("[data-edit-form]")?.remove();
  card.querySelector("[data-decide]").hidden = true;
  card.append(fragment(html));
  const form = card.querySelector("[data-edit-form]");
  form.querySelector("[aria-invalid], textarea, input:not([type=hidden])").focus();
}

function closeEdit(card) {
  card.querySelector("[data-edit-form]")?.remove();
  card.querySelector("[data-decide]").hidden = false;
  show(card);
}

async function keepEdit(form) {
  const card = form.closest("[data-proposal]");
  const position = card.dataset.proposal;
  try {
    const fields = [...new FormData(form), ["on", position]];
    const answer = await persist(() => postForm(form.action, fields), () => tell(LOST));
    form.remove();
    apply(answer);
    show(cardAt(position));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.body?.html) showEdit(card, error.body.html);
    else tell(error.message);
  }
}

// From a question to its places in the article, and back.

async function showPart(number) {
  if (article.dataset.part === String(number)) return;
  const address = article.dataset.parts.replace(/0$/, number) + location.search;
  const { html } = await getJSON(address);
  article.replaceChildren(fragment(html));
  article.dataset.part = number;
  article.scrollTop = 0;
}

async function showMarks(link) {
  try {
    await showPart(link.dataset.part);
  } catch {
    location.assign(link.href);
    return;
  }
  light(marksOf(link));
  const mark = article.querySelector(".is-lit");
  mark.scrollIntoView({ block: "center" });
  mark.querySelector("a")?.focus({ preventScroll: true });
}

// Beside the question that is looked at, the article shows what it rests on.
async function follow(card) {
  const link = card.querySelector("[data-marks]");
  if (!link || !isBeside.matches) return;
  const followed = card.dataset.proposal;
  await showPart(link.dataset.part).catch(() => {});
  if (last !== followed) return;
  light(marksOf(link));
  const mark = article.querySelector(".is-lit");
  if (!mark) return;
  const middle = article.getBoundingClientRect().top + article.clientHeight / 3;
  article.scrollTop += mark.getBoundingClientRect().top - middle;
}

function marksOf(link) {
  return link.dataset.marks.split(" ").map((number) => document.getElementById(`mark-${number}`));
}

function light(elements) {
  page.querySelectorAll(".is-lit").forEach((element) => element.classList.remove("is-lit"));
  elements.forEach((element) => element?.classList.add("is-lit"));
}

// Whether the questions of a mark are on the page; if not, its link leads to them.
function showQuestions(link) {
  const found = link.dataset.questions.split(" ").map(cardAt);
  if (found.some((card) => !card)) return false;
  for (const card of cards()) card.classList.toggle("is-linked", found.includes(card));
  show(found[0]);
  light([link.closest("mark")]);
  return true;
}

function onClick(event) {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if ("edit" in link.dataset) {
    event.preventDefault();
    openEdit(link.closest("[data-proposal]"), link);
  } else if ("cancel" in link.dataset) {
    event.preventDefault();
    closeEdit(link.closest("[data-proposal]"));
  } else if ("marks" in link.dataset) {
    event.preventDefault();
    showMarks(link);
  } else if ("questions" in link.dataset) {
    if (showQuestions(link)) event.preventDefault();
  } else if ("part" in link.dataset) {
    event.preventDefault();
    showPart(link.dataset.part).then(() => article.focus(), () => location.assign(link.href));
  }
}

function onSubmit(event) {
  const form = event.target;
  const { submitter } = event;
  if ("decide" in form.dataset) {
    event.preventDefault();
    decide(form.closest("[data-proposal]"), submitter.value);
  } else if ("decideMany" in form.dataset) {
    event.preventDefault();
    send(form, "verdict", submitter.value);
  } else if ("undo" in form.dataset) {
    event.preventDefault();
    undo();
  } else if ("editForm" in form.dataset) {
    event.preventDefault();
    keepEdit(form);
  }
}

function onShortcut(event) {
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const onCard = event.target.matches?.("[data-proposal]");
  const step = MOVES[key] ?? (onCard ? ARROWS[key] : undefined);
  if (step) move(step);
  else if (event.repeat) return;
  else if (key === "a") decideAndGoOn("accept");
  else if (key === "r") decideAndGoOn("reject");
  else if (key === "e") current()?.querySelector("[data-edit]")?.click();
  else if (key === "u") undo();
  else if (key === "?") help.open = !help.open;
  else return;
  event.preventDefault();
}

page.addEventListener("click", onClick);
page.addEventListener("submit", onSubmit);
page.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-proposal]");
  if (!card || card.dataset.proposal === last) return;
  last = card.dataset.proposal;
  follow(card);
});
page.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-proposal]");
  if (event.key === "Escape" && card?.querySelector("[data-edit-form]")) closeEdit(card);
});
if ("shortcuts" in page.dataset) document.addEventListener("keydown", onShortcut);

// Only what is being typed or still on its way could be lost by leaving.
addEventListener("beforeunload", (event) => {
  const isTyped = [...page.querySelectorAll("[data-edit-form]")].some((form) =>
    [...form.elements].some((field) =>
      ["radio", "checkbox"].includes(field.type)
        ? field.checked !== field.defaultChecked
        : field.defaultValue !== undefined && field.value !== field.defaultValue));
  if (isTyped || waiting) event.preventDefault();
});
