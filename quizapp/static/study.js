// The reviewer: reveals, rates and takes back without reloading. The next card is fetched while
// this one is read, and a rating is sent while the next one is shown.
import { getJSON, makeId, persist, postJSON, Refusal } from "./requests.js";

const LOST = "The connection is lost. Your rating is kept and sent again.";
const WAITING = "The connection is lost. Waiting for it …";

const page = document.querySelector("[data-study]");
const part = (name) => page.querySelector(`[data-${name}]`);
const front = part("front");
const back = part("back");
const reveal = part("reveal");
const ratingForm = part("rating-form");
const undoForm = part("undo-form");

let lastReview = page.dataset.lastReview;
let left = Number(page.dataset.left);
let upcoming = Promise.resolve(null);
let sending = Promise.resolve();
let rating = null;
let isUndoing = false;
let isLost = false;

const currentQuestion = () => ratingForm.elements.question.value;
const loadAgain = () => location.assign(location.pathname);

function tell(message) {
  const notice = part("notice");
  notice.textContent = message;
  notice.hidden = !message;
}

// Resolves to null where the card can't be had now; it is asked for again when it is needed.
function fetchUpcoming() {
  upcoming = sending.then(() => fetchNext()).catch(() => null);
}

function fetchNext() {
  return getJSON(`${page.dataset.next}?skip=${currentQuestion()}`);
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
  fields.id.value = makeId();
  for (const name of ["question", "version", "reps", "day"]) fields[name].value = card[name];
  if (!isLost) tell("");
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

function answerOf(value) {
  const { id, question, version, reps, day } = ratingForm.elements;
  return {
    id: id.value,
    question: Number(question.value),
    version: Number(version.value),
    reps: Number(reps.value),
    day: day.value,
    rating: value,
  };
}

// One rating at a time; a second press while the next card is on its way is not another rating.
function rate(value) {
  if (rating || isUndoing || !reveal.open) return;
  rating = sendRating(answerOf(value)).finally(() => { rating = null; });
}

async function sendRating(answer) {
  const stored = persist(
    () => postJSON(ratingForm.action, answer, { keepalive: true }),
    () => {
      isLost = true;
      tell(LOST);
    },
  );
  sending = stored.then(({ days }) => {
    // A card that comes back within the day is still to be done.
    if (days !== null) showLeft(left - 1);
    if (isLost) tell("");
    isLost = false;
  }, refuse);
  lastReview = answer.id;
  const next = await upcoming ?? await sending.then(() => persist(fetchNext, () => tell(WAITING)));
  if (next.card) {
    show(next.card);
    return;
  }
  await sending;
  loadAgain();
}

// The page that is loaded again says why.
function refuse(error) {
  if (!(error instanceof Refusal)) throw error;
  loadAgain();
}

async function undo() {
  if (isUndoing || !lastReview) return;
  isUndoing = true;
  try {
    await rating;
    await sending;
    const undone = await persist(
      () => postJSON(undoForm.action, { review: lastReview }),
      () => tell(WAITING),
    );
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
    reveal.open = true;
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
  ratingForm.elements.id.value = makeId();
  fetchUpcoming();
}
