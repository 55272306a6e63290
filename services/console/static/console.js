// Some things, which the pages do without: the menu closes by Escape and by a press beside it, an open page is read again
// when something has changed, a form with `data-inplace` is sent without leaving the page, and of a row of tabs that is
// wider than a telephone the chosen one is in sight. Whoever types is not disturbed, and the focus stays where it was.
"use strict";
(() => {
  for (const out of document.querySelectorAll(".out")) out.addEventListener("submit", () => sessionStorage.clear()); // what somebody typed and did not send
  const showChosen = () => {
    for (const tab of document.querySelectorAll(".tabs [aria-current]")) tab.parentElement.scrollLeft = tab.offsetLeft - 100;
  };
  showChosen();
  const closed = (menu, back) => { menu.open = false; if (back) menu.querySelector("summary").focus(); };
  const menus = () => document.querySelectorAll("details.menu[open]");
  addEventListener("keydown", (event) => { if (event.key === "Escape") for (const menu of menus()) closed(menu, true); });
  addEventListener("click", (event) => { for (const menu of menus()) if (!menu.contains(event.target)) closed(menu, false); });
  const live = document.getElementById("live");
  if (!live) return;
  const news = document.getElementById("news");
  const GATHER = 150; // ms: several changes at once are one reading
  let waiting = 0, reading = false, wanted = false, dirty = false;

  const say = (words) => { if (news.textContent !== words) news.textContent = words; };

  // Somebody types, has chosen something that is not sent yet, or drags something.
  const busy = () => live.dataset.held || (dirty && live.contains(document.activeElement));

  // What is like an element without an id, in their order: a bar of the board leads where its patient's other bars lead.
  const alike = (one) => [...live.querySelectorAll(one.tagName)]
    .filter((each) => each.tabIndex >= 0 && each.getAttribute("href") === one.getAttribute("href"));

  function replace(html, sent) {
    const focus = document.activeElement, within = focus !== live && live.contains(focus), id = within ? focus.id : "";
    const place = within && !id ? alike(focus).indexOf(focus) : -1;
    const near = id && focus.closest("[id]:not(button):not(a)");
    const open = [...live.querySelectorAll("details[open][id]")].map((each) => each.id);
    const typed = window.typed.of(live), aside = live.querySelector(".board"), inside = [aside?.scrollLeft, aside?.scrollTop];
    live.innerHTML = html;
    dirty = false;
    window.typed.into(live, typed, sent);
    for (const each of open) document.getElementById(each)?.setAttribute("open", "");
    const board = live.querySelector(".board");
    if (board) [board.scrollLeft, board.scrollTop] = inside;
    showChosen();
    const back = id ? document.getElementById(id) || (near && document.getElementById(near.id)) : place >= 0 && alike(focus)[place];
    if (back) back.focus({ preventScroll: true });
  }

  // "told": nobody did anything, so that what another tab of the same person was just shown will do.
  async function ask(address, options) {
    const answer = await fetch(address, { credentials: "same-origin", ...options, headers: { Live: options ? "1" : "told" } });
    if (answer.status === 401) { await leave(!options); return answer; }
    const html = await answer.text();
    if (!html.includes("<!DOCTYPE")) { replace(html, options?.form); say(""); return answer; }
    if (options) document.body.innerHTML = new DOMParser().parseFromString(html, "text/html").body.innerHTML;
    else say(news.dataset.away); // a page that says why: what is shown may be old
    return answer;
  }

  // Signed out: what is typed and not sent is kept until the same person has signed in again.
  async function leave(keep = true) {
    if (keep) await window.typed.keep();
    location.assign(live.dataset.here);
  }

  async function read() {
    if (document.hidden) { wanted = true; return; } // who looks at a page is served first
    if (busy()) { wanted = true; say(news.dataset.waiting); return; }
    if (reading) { wanted = true; return; }
    reading = true; wanted = false;
    try { await ask(live.dataset.here); } catch { say(news.dataset.away); }
    reading = false;
    if (wanted) soon();
  }

  function soon() { clearTimeout(waiting); waiting = setTimeout(read, GATHER); }

  document.addEventListener("visibilitychange", () => { if (wanted && !document.hidden) soon(); });
  addEventListener("pageshow", (event) => { if (event.persisted) soon(); }); // back to a page that was left: no stream told it
  live.addEventListener("input", () => { dirty = true; });
  live.addEventListener("focusout", () => { if (wanted) setTimeout(() => { if (!live.contains(document.activeElement)) { dirty = false; soon(); } }); });
  live.addEventListener("released", () => { if (wanted) soon(); });
  live.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("inplace" in form.dataset)) return;
    event.preventDefault();
    if (form.dataset.sent) return; // a second press does nothing
    form.dataset.sent = "1";
    try {
      await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)), form });
    } catch {
      delete form.dataset.sent;
      say(news.dataset.away);
    }
  });

  const now = live.querySelector(".board .now"); // a long day begins on the screen with what is going on
  if (now) now.closest(".board").scrollLeft = now.offsetLeft - 80;

  if (live.dataset.every) { setInterval(soon, live.dataset.every * 1000); return; } // no stream tells of its changes

  // Of one console a browser keeps six connections where there is no HTTP/2: a tab that nobody looks at gives its own back.
  let source = null;
  function listen() {
    if (document.hidden || source) return;
    const here = source = new EventSource(`${live.dataset.live}&since=${live.dataset.since}`);
    const at = (then) => (event) => { live.dataset.since = event.lastEventId || live.dataset.since; then(); };
    here.addEventListener("changed", at(soon));
    here.addEventListener("tick", at(soon));
    here.addEventListener("here", at(() => say("")));
    here.addEventListener("signed-out", () => leave());
    here.onerror = () => {
      if (here.readyState !== EventSource.CLOSED) say(news.dataset.away);
      else setTimeout(() => { if (source === here) leave(); }, 5000);
    };
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) { if (!busy()) soon(); listen(); return; } // how long somebody waits has grown meanwhile
    source?.close();
    source = null;
  });
  listen();
})();
