// The board by pointer: an appointment that is dragged onto another one changes places with it, and onto free time it
// moves there. Both lead to the visit's page, which asks before anything happens; by keyboard one goes there directly.
"use strict";
(() => {
  const live = document.getElementById("live");
  const ONTO = "[data-visit], .gap[data-near]";
  let dragged = null;

  const target = (event) => {
    const found = dragged && event.target.closest?.(ONTO);
    return found && found.dataset.visit !== dragged.visit ? found : null;
  };
  const mark = (found) => {
    live.querySelector(".onto")?.classList.remove("onto");
    found?.classList.add("onto");
  };

  live.addEventListener("dragstart", (event) => {
    const bar = event.target.closest?.("[data-visit]");
    if (!bar) return;
    dragged = { ...bar.dataset };
    live.dataset.held = "1"; // what changes meanwhile is shown afterwards
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", bar.textContent.trim());
  });
  live.addEventListener("dragover", (event) => {
    const found = target(event);
    mark(found);
    if (found) event.preventDefault();
  });
  live.addEventListener("drop", (event) => {
    const found = target(event);
    if (!found) return;
    event.preventDefault();
    const { visit, from, near } = found.dataset;
    location.assign(dragged.moves + (visit ? `?with=${visit}#swap` : `?from=${from}&near=${near}#move`));
  });
  live.addEventListener("dragend", () => {
    dragged = null;
    mark(null);
    delete live.dataset.held;
    live.dispatchEvent(new Event("released"));
  });
})();
