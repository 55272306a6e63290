// How long a time is held yet. Without script the page says until when.
"use strict";
(() => {
  const began = performance.now();
  const shown = [...document.querySelectorAll(".left[data-seconds]")];
  if (!shown.length) return;
  const two = (number) => String(number).padStart(2, "0");
  function tick() {
    const gone = Math.floor((performance.now() - began) / 1000);
    for (const each of shown) {
      const left = each.dataset.seconds - gone;
      each.textContent = left > 0 ? `(${Math.floor(left / 60)}:${two(left % 60)})` : `(${each.dataset.over})`;
    }
  }
  tick();
  setInterval(tick, 1000);
})();
