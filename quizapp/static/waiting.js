// Shows how far the reading of a long article is, and then the questions.
import { getJSON, pause, persist } from "./requests.js";

const PAUSE = 1000;

const section = document.querySelector("[data-waiting]");
const bar = section.querySelector("progress");
const words = section.querySelector("[data-words]");

for (;;) {
  await pause(PAUSE);
  const state = await persist(
    () => getJSON(section.dataset.waiting),
    () => { words.textContent = "The connection is lost. The reading goes on …"; },
  );
  if (!state.is_open) break;
  if (state.total) {
    bar.max = state.total;
    bar.value = state.done;
  }
  if (words.textContent !== state.words) words.textContent = state.words;
}
location.reload();
