// Says at once that a file is too large, and that the article is on its way.

const MOST_BYTES = 5_000_000;

const form = document.querySelector("[data-article-form]");
const file = form.querySelector("input[type=file]");
const button = form.querySelector("button[type=submit]");
const words = button.textContent;

function complain(message) {
  const old = document.getElementById("file-error");
  if (old) old.remove();
  file.setCustomValidity(message);
  file.toggleAttribute("aria-invalid", Boolean(message));
  if (!message) return;
  const error = document.createElement("p");
  error.className = "field-error";
  error.id = "file-error";
  error.setAttribute("role", "alert");
  error.textContent = message;
  file.before(error);
}

const isTooLarge = () => (file.files[0]?.size ?? 0) > MOST_BYTES;

file.addEventListener("change", () => {
  complain(isTooLarge() ? "This file has more than 5 MB." : "");
});
form.addEventListener("submit", (event) => {
  if (isTooLarge()) {
    event.preventDefault();
    file.focus();
    return;
  }
  button.textContent = "Reading …";
  button.setAttribute("aria-disabled", "true");
  // A second press would read it a second time.
  form.addEventListener("submit", (again) => again.preventDefault());
});
// Back from the next page, the form can be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  button.textContent = words;
  location.reload();
});
