// Runs before the page is drawn, so that the colours don't change under the reader.
const root = document.documentElement;
const chosen = root.dataset.theme;
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function applyTheme() {
  const isDark = chosen === "dark" || (chosen !== "light" && prefersDark.matches);
  root.dataset.bsTheme = isDark ? "dark" : "light";
}

applyTheme();
prefersDark.addEventListener("change", applyTheme);
