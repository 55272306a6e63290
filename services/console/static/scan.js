// Scans without leaving the page: each is sent at once, in its order, and the answer is shown below. The field keeps the
// focus and is empty for the next one. Without this, the form is sent like any other.
"use strict";
(() => {
  const form = document.querySelector("form[data-scan]");
  if (!form) return;
  const field = form.elements.scan, waiting = [];
  const QUICK = 60; // ms between keys: nobody types so fast, so it is a scanner, which may end with a tab
  let sending = false, last = 0, quick = 0;

  field.addEventListener("keydown", (event) => {
    const now = performance.now();
    quick = now - last < QUICK ? quick + 1 : 0;
    last = now;
    if (event.key === "Tab" && quick > 5) { event.preventDefault(); form.requestSubmit(); }
  });

  async function send(body) {
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = page.getElementById("answer");
    if (!said) { document.documentElement.replaceWith(document.adoptNode(page.documentElement)); return; } // signed out, or away
    document.getElementById("answer").replaceWith(document.adoptNode(said));
  }

  async function work() {
    sending = true;
    while (waiting.length) {
      const body = waiting[0];
      try { await send(body); } catch { form.removeAttribute("data-scan"); field.value = body.get("scan"); break; }
      waiting.shift();
    }
    sending = false;
  }

  form.addEventListener("submit", (event) => {
    if (!form.hasAttribute("data-scan")) return; // the connection was lost: sent by the browser, which says so
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.set("key", crypto.randomUUID());
    waiting.push(body);
    field.value = "";
    for (const each of form.querySelectorAll("[data-once]")) {
      if (each.type === "checkbox") each.checked = false; else each.value = "";
    }
    field.focus();
    if (!sending) work();
  });
})();
