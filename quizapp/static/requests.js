// Requests that a bad connection may not lose: sent again with the same content until answered.

const LONGEST_WAIT = 30000;

const csrfToken = () => document.querySelector("input[name=csrf_token]").value;

// Waits, but no longer than until the connection is back.
export function pause(milliseconds) {
  return new Promise((done) => {
    setTimeout(done, milliseconds);
    addEventListener("online", done, { once: true });
  });
}

// A version 7 UUID (RFC 9562): it begins with the time, so that the database adds each new one at
// the end. crypto.randomUUID makes random ones, and is there on HTTPS and localhost only.
export function makeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = BigInt(Date.now());
  for (let index = 0; index < 6; index += 1) {
    bytes[index] = Number((now >> BigInt(40 - 8 * index)) & 0xffn);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// The server has understood and says no; trying again is no use. `body` is all that it said.
export class Refusal extends Error {
  constructor(message, body) {
    super(message);
    this.body = body;
  }
}

async function readAnswer(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  const message = body.error ?? `The server answered ${response.status}.`;
  const isPassing = response.status === 429 || response.status >= 500;
  throw isPassing ? new Error(message) : new Refusal(message, body);
}

export async function getJSON(url) {
  return readAnswer(await fetch(url, { headers: { Accept: "application/json" } }));
}

export async function postJSON(url, content, options = {}) {
  const headers = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "X-CSRFToken": csrfToken(),
  };
  const body = JSON.stringify(content);
  return readAnswer(await fetch(url, { method: "POST", headers, body, ...options }));
}

// What a browser still sends for a page that is left, in bytes.
const MOST_KEPT_ALIVE = 60000;

// Sends the fields of a form, with the token that is among them.
export async function postForm(url, fields) {
  const body = new URLSearchParams(fields);
  const keepalive = String(body).length < MOST_KEPT_ALIVE;
  const headers = { Accept: "application/json" };
  return readAnswer(await fetch(url, { method: "POST", headers, keepalive, body }));
}

// Tries until there is an answer; `onTrouble` is told each time that there was none.
export async function persist(request, onTrouble) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      return await request();
    } catch (error) {
      if (error instanceof Refusal) throw error;
      onTrouble();
      await pause(wait);
    }
  }
}
