// Says how many questions are chosen, and chooses all of a page at once.

const form = document.querySelector("[data-questions]");
const boxes = form ? [...form.querySelectorAll("input[name=question]")] : [];
const pickPage = form?.querySelector("[data-pick-page]");

if (pickPage && boxes.length) {
  const page = pickPage.querySelector("input");
  const everywhere = form.querySelector("input[name=all]");
  const words = form.querySelector("[data-picked]");
  const found = words.textContent;
  let last = null;

  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    page.checked = count === boxes.length;
    page.indeterminate = count > 0 && count < boxes.length;
    if (everywhere?.checked) words.textContent = `${found}, all chosen`;
    else words.textContent = count ? `${count} of ${boxes.length} on this page chosen` : found;
  };

  page.addEventListener("change", () => {
    for (const box of boxes) box.checked = page.checked;
    tell();
  });
  // With the shift key, all between two boxes.
  form.addEventListener("click", (event) => {
    const index = boxes.indexOf(event.target);
    if (index < 0) return;
    if (event.shiftKey && last !== null) {
      const [from, to] = index < last ? [index, last] : [last, index];
      for (const box of boxes.slice(from, to + 1)) box.checked = boxes[index].checked;
    }
    last = index;
    tell();
  });
  form.addEventListener("change", tell);
  pickPage.hidden = false;
  tell();
}
