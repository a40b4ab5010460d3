// Moves among the cells of the gradebook with the arrow keys; the tab key leaves the table.

const table = document.querySelector("[data-gradebook]");
const lines = table ? [...table.tBodies[0].rows] : [];

// The cells that lead somewhere, by line and column; totals have no page of their own.
const linkAt = (line, column) => lines[line]?.cells[column]?.querySelector("a") ?? null;

if (lines.length) {
  let current = null;

  const stopAt = (link) => {
    if (current) current.tabIndex = -1;
    current = link;
    current.tabIndex = 0;
  };

  // From a place on in a direction, the first cell that leads somewhere.
  const find = (line, column, downwards, sideways) => {
    const width = lines[0].cells.length;
    while (line >= 0 && line < lines.length && column >= 0 && column < width) {
      const link = linkAt(line, column);
      if (link) return link;
      line += downwards;
      column += sideways;
    }
    return null;
  };

  const target = (event, line, column) => {
    const last = lines[0].cells.length - 1;
    switch (event.key) {
      case "ArrowUp":
        return find(line - 1, column, -1, 0);
      case "ArrowDown":
        return find(line + 1, column, 1, 0);
      case "ArrowLeft":
        return find(line, column - 1, 0, -1);
      case "ArrowRight":
        return find(line, column + 1, 0, 1);
      case "Home":
        return find(event.ctrlKey ? 0 : line, 0, 0, 1);
      case "End":
        return find(event.ctrlKey ? lines.length - 1 : line, last, 0, -1);
      default:
        return null;
    }
  };

  for (const link of table.tBodies[0].querySelectorAll("a")) link.tabIndex = -1;
  const back = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  stopAt((lines.includes(back) ? back : lines[0]).querySelector("a"));

  table.tBodies[0].addEventListener("focusin", (event) => {
    const link = event.target.closest("a");
    if (link) stopAt(link);
  });
  table.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.shiftKey) return;
    const cell = event.target.closest("tbody td, tbody th");
    if (!cell) return;
    const next = target(event, lines.indexOf(cell.parentElement), cell.cellIndex);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
