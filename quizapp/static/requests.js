// Requests that a bad connection may not lose: sent again with the same content until answered.

const csrfToken = () => document.querySelector("input[name=csrf_token]").value;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function readAnswer(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new Refusal(response.status, body.error ?? `The server answered ${response.status}.`);
}

export async function getJSON(url) {
  return readAnswer(await fetch(url, { headers: { Accept: "application/json" } }));
}

// `onTrouble` is told each time that the server can't be reached, before the next try.
export async function postJSON(url, content, { keepalive = false, onTrouble = () => {} } = {}) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "Accept": "application/json",
          "Content-Type": "application/json",
          "X-CSRFToken": csrfToken(),
        },
        body: JSON.stringify(content),
        keepalive,
      });
      return await readAnswer(response);
    } catch (error) {
      const isPassing = !(error instanceof Refusal) || [429, 502, 503, 504].includes(error.status);
      if (!isPassing) throw error;
      onTrouble();
      await pause(wait);
    }
  }
}
