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

const LOST = "The connection is lost. Your rating is kept and sent again.";

let lastReview = page.dataset.lastReview;
let left = Number(page.dataset.left);
let upcoming = Promise.resolve({});
let sending = Promise.resolve();
let rating = null;
let isUndoing = false;

const currentQuestion = () => ratingForm.elements.question.value;
const loadAgain = () => location.assign(location.pathname);

function fetchUpcoming() {
  upcoming = sending.then(() => getJSON(`${page.dataset.next}?skip=${currentQuestion()}`));
  upcoming.catch(refuse);
}

function tell(message) {
  const notice = part("notice");
  notice.textContent = message;
  notice.hidden = !message;
}

function showLeft(count) {
  left = count;
  part("left-words").textContent = `${left} left today`;
}

function showUndo() {
  undoForm.elements.review.value = lastReview;
  undoForm.querySelector("button").hidden = !lastReview;
}

function show(card) {
  const fields = ratingForm.elements;
  fields.id.value = crypto.randomUUID();
  for (const name of ["question", "version", "reps", "day"]) fields[name].value = card[name];
  tell("");
  front.innerHTML = card.front;
  back.innerHTML = card.back;
  reveal.open = false;
  ratingForm.querySelectorAll("[data-interval]").forEach((element, index) => {
    element.textContent = card.intervals[index];
  });
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

// One rating at a time; a second press while the next card is on its way is not another rating.
function rate(value) {
  if (rating || !reveal.open) return;
  rating = sendRating(answerOf(value)).finally(() => { rating = null; });
}

async function sendRating(answer) {
  let wasLost = false;
  const onTrouble = () => {
    wasLost = true;
    tell(LOST);
  };
  const stored = postJSON(ratingForm.action, answer, { keepalive: true, onTrouble });
  sending = stored.then(({ days }) => {
    // A card that comes back within the day is still to be done.
    if (days !== null) showLeft(left - 1);
    if (wasLost) tell("");
  }, refuse);
  const { card } = await upcoming;
  if (!card) {
    await sending;
    loadAgain();
    return;
  }
  lastReview = answer.id;
  show(card);
}

function refuse(error) {
  if (!(error instanceof Refusal)) throw error;
  tell(`${error.message} Loading the card again …`);
  loadAgain();
}

async function undo() {
  if (isUndoing || !(lastReview || rating)) return;
  isUndoing = true;
  try {
    await rating;
    await sending;
    const undone = await postJSON(undoForm.action, { review: lastReview });
    if (!ratingForm || !undone.card) {
      loadAgain();
      return;
    }
    lastReview = undone.last_review ?? "";
    show(undone.card);
    showLeft(undone.left);
    tell("Taken back. Rate this card again.");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tell(error.message);
  } finally {
    isUndoing = false;
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
