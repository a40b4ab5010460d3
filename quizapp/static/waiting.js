// Shows how far long work is, and then what came of it.
import { getJSON, pause, persist } from "./requests.js";

const PAUSE = 1000;

const section = document.querySelector("[data-waiting]");
const bar = section.querySelector("progress");
const words = section.querySelector("[data-words]");

for (;;) {
  await pause(PAUSE);
  const state = await persist(
    () => getJSON(section.dataset.waiting),
    () => { words.textContent = "The connection is lost. The work goes on …"; },
  );
  if (!state.is_open) break;
  if (state.total) {
    bar.max = state.total;
    bar.value = state.done;
  }
  if (words.textContent !== state.words) words.textContent = state.words;
}
location.reload();
