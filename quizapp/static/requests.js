// Requests that a bad connection may not lose: sent again with the same content until answered.

const PASSING = [429, 502, 503, 504];
const LONGEST_WAIT = 30000;

const csrfToken = () => document.querySelector("input[name=csrf_token]").value;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// The server has understood and says no; trying again is no use.
export class Refusal extends Error {}

async function readAnswer(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const message = body.error ?? `The server answered ${response.status}.`;
  throw PASSING.includes(response.status) ? new Error(message) : new Refusal(message);
}

// `onTrouble` is told each time that there was no answer, before the next try.
async function persist(url, options, onTrouble = () => {}) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      return await readAnswer(await fetch(url, options));
    } catch (error) {
      if (error instanceof Refusal) throw error;
      onTrouble();
      await pause(wait);
    }
  }
}

export function getJSON(url, { onTrouble } = {}) {
  return persist(url, { headers: { Accept: "application/json" } }, onTrouble);
}

export function postJSON(url, content, { keepalive = false, onTrouble } = {}) {
  const headers = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "X-CSRFToken": csrfToken(),
  };
  const body = JSON.stringify(content);
  return persist(url, { method: "POST", headers, body, keepalive }, onTrouble);
}
