// The reviewer: reveals, rates and takes back without reloading. The next card is fetched while
// this one is read, and a rating is sent while the next one is shown.
import { getJSON, postJSON, Refusal } from "./requests.js";

const page = document.querySelector("[data-study]");
const part = (name) => page.querySelector(`[data-${name}]`);
const front = part("front");
const back = part("back");
const reveal = part("reveal");
const ratingForm = part("rating-form");
const undoForm = part("undo-form");

let lastReview = page.dataset.lastReview;
let newLeft = Number(page.dataset.new);
let isNew = page.dataset.isNew === "1";
let upcoming = null;
let sending = Promise.resolve();
let isBusy = false;

const currentQuestion = () => ratingForm.elements.question.value;

function fetchUpcoming() {
  upcoming = sending.then(() => getJSON(`${page.dataset.next}?skip=${currentQuestion()}`));
  // A failure is met where the card is needed; here it would only be an unhandled one.
  upcoming.catch(() => {});
}

function tell(message) {
  const notice = part("notice");
  notice.textContent = message;
  notice.hidden = !message;
}

function showUndo() {
  undoForm.elements.review.value = lastReview;
  undoForm.querySelector("button").hidden = !lastReview;
}

function show(card) {
  const fields = ratingForm.elements;
  fields.id.value = crypto.randomUUID();
  for (const name of ["question", "version", "reps", "day"]) fields[name].value = card[name];
  front.innerHTML = card.front;
  back.innerHTML = card.back;
  reveal.open = false;
  ratingForm.querySelectorAll("[data-interval]").forEach((element, index) => {
    element.textContent = card.intervals[index];
  });
  isNew = card.new;
  const left = Math.max(card.due, isNew ? 0 : 1) + newLeft;
  part("left").textContent = `${left} left today`;
  showUndo();
  front.focus();
  fetchUpcoming();
}

function answerOf(rating) {
  const { id, question, version, reps, day } = ratingForm.elements;
  return {
    id: id.value,
    question: Number(question.value),
    version: Number(version.value),
    reps: Number(reps.value),
    day: day.value,
    rating,
  };
}

async function rate(rating) {
  if (isBusy || !reveal.open) return;
  isBusy = true;
  const answer = answerOf(rating);
  if (isNew) newLeft = Math.max(0, newLeft - 1);
  const trouble = () => tell("The connection is lost. Your rating is kept and sent again.");
  const stored = postJSON(ratingForm.action, answer, { keepalive: true, onTrouble: trouble });
  sending = stored.catch(() => {});
  try {
    const { card } = await upcoming;
    if (!card || card.question === answer.question) {
      await stored;
      location.assign(location.pathname);
      return;
    }
    lastReview = answer.id;
    show(card);
    await stored;
    tell("");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tell(`${error.message} Loading the card again …`);
    location.assign(location.pathname);
  } finally {
    isBusy = false;
  }
}

async function undo() {
  if (isBusy || !lastReview) return;
  isBusy = true;
  try {
    await sending;
    const { card, last_review: previous } = await postJSON(undoForm.action, { review: lastReview });
    if (!ratingForm || !card) {
      location.assign(location.pathname);
      return;
    }
    lastReview = previous ?? "";
    if (card.new) newLeft += 1;
    show(card);
    tell("Taken back. Rate this card again.");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tell(error.message);
  } finally {
    isBusy = false;
  }
}

function openAnswer() {
  reveal.open = true;
}

function onShortcut(event) {
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const onControl = event.target.closest?.("a, button, summary");
  if (event.key === "u" || event.key === "U") {
    event.preventDefault();
    undo();
  } else if (!ratingForm) {
    return;
  } else if ((event.key === " " || event.key === "Enter") && !reveal.open && !onControl) {
    event.preventDefault();
    openAnswer();
  } else if (/^[1-4]$/.test(event.key) && reveal.open) {
    event.preventDefault();
    rate(Number(event.key));
  }
}

undoForm?.addEventListener("submit", (event) => {
  event.preventDefault();
  undo();
});
if ("shortcuts" in page.dataset) document.addEventListener("keydown", onShortcut);

if (ratingForm) {
  ratingForm.addEventListener("submit", (event) => {
    event.preventDefault();
    rate(Number(event.submitter.value));
  });
  reveal.addEventListener("toggle", () => {
    if (reveal.open) back.focus();
  });
  ratingForm.elements.id.value = crypto.randomUUID();
  fetchUpcoming();
}
