// What is typed and not sent yet is lost by nothing: a part of the page that is read again, the end of the session, a link
// pressed by mistake or on purpose, a reload, a server that does not answer. In this tab it is kept for the same person, for 12 hours at
// most, until it is sent or they sign out. Files, hidden fields and forms with a draft of their own (chair.js) are not kept.
"use strict";
window.typed = (() => {
  const PREFIX = "typed ", HOURS = 12, OURS = ["form_token", "key", "version", "revision", "edition", "digest"];
  const who = document.querySelector(".person")?.textContent.trim();
  const place = `${PREFIX}${who} ${location.pathname}`;
  const isTyped = (field) => field.name && !["hidden", "submit", "button", "file"].includes(field.type) && !field.closest("[data-scan]");
  const ticked = (field) => field.type === "checkbox" || field.type === "radio";
  const first = (field) => Math.max([...field.options].findIndex((each) => each.defaultSelected), 0);

  function isChanged(field) {
    if (ticked(field)) return field.checked !== field.defaultChecked;
    return field.tagName === "SELECT" ? field.selectedIndex !== first(field) : field.value !== field.defaultValue;
  }
  // A form by what it is about: on one page several may be sent to one address.
  function nameOf(form) {
    const about = [...form.elements].filter((each) => each.type === "hidden" && !OURS.includes(each.name));
    return JSON.stringify([form.getAttribute("action"), ...about.map((each) => [each.name, each.value])]);
  }
  function of(part) { // [form, field, value, words or tick] of what differs from what the server wrote
    const found = [];
    for (const form of part.querySelectorAll("form[method=post]")) {
      for (const field of form.elements) {
        if (isTyped(field) && ("filled" in form.dataset || isChanged(field))) found.push([nameOf(form), field.name, ticked(field) ? field.value : "", ticked(field) ? field.checked : field.value]);
      }
    }
    return found;
  }
  function into(part, entries, sent, fits = () => true) { // `sent` is the form that was sent just now: the answer says what has become of it
    const left = sent && nameOf(sent);
    for (const form of part.querySelectorAll("form[method=post]")) {
      const name = nameOf(form);
      for (const [of, called, value, words] of entries) {
        if (of !== name || of === left) continue;
        for (const field of form.elements) {
          if (field.name !== called || !isTyped(field) || !fits(field) || (ticked(field) && field.value !== value)) continue;
          if (ticked(field)) field.checked = words; else field.value = words;
          field.closest("details")?.setAttribute("open", "");
        }
      }
    }
  }
  // Somebody left by a link and came back by another: their words are here again, and it is said. What they ticked or chose
  // may be about what has changed meanwhile, and so they do that again.
  const isWords = (field) => !ticked(field) && field.tagName !== "SELECT";
  function again(entries) {
    const { again: said, anew } = document.getElementById("main").dataset;
    into(document, entries, undefined, isWords);
    for (const form of document.querySelectorAll("form[method=post]")) {
      if (![...form.elements].some((each) => isTyped(each) && isWords(each) && isChanged(each))) continue;
      const note = document.createElement("p"), button = document.createElement("button");
      Object.assign(note, { className: "kept", textContent: `${said} ` }).setAttribute("role", "status");
      Object.assign(button, { type: "button", className: "quiet", textContent: anew });
      button.addEventListener("click", () => { form.reset(); note.remove(); });
      note.append(button);
      form.prepend(note);
    }
  }
  // The server keeps one form: the one that somebody is in, or the first.
  async function keep() {
    const forms = [...document.querySelectorAll("form[method=post]:not(.out)")].filter((form) => [...form.elements].some((each) => isTyped(each) && isChanged(each)) || "filled" in form.dataset);
    const form = forms.find((each) => each.contains(document.activeElement)) ?? forms[0];
    if (!form) return;
    const to = encodeURIComponent(new URL(form.getAttribute("action"), location.href).pathname);
    try { await fetch(`/unsent?to=${to}`, { method: "POST", credentials: "same-origin", body: new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")) }); } catch { /* it is in the tab */ }
  }

  const kept = (name) => { try { return JSON.parse(sessionStorage.getItem(name)) ?? {}; } catch { return {}; } };
  const before = kept(place), old = (each) => !(Date.now() - each.at < HOURS * 3_600_000);
  const refuses = document.querySelector("form[data-filled]");
  for (const name of Object.keys(sessionStorage)) { // somebody else's, too old, or sent: this page is the answer
    if (name.startsWith(PREFIX) && (!name.startsWith(`${PREFIX}${who} `) || old(kept(name)) || (kept(name).sent && !refuses))) sessionStorage.removeItem(name);
  }
  const way = performance.getEntriesByType("navigation")[0]?.type;
  const unanswered = before.sent && !document.referrer; // opened anew after the browser said that nobody answers
  if (before.entries && !old(before) && !refuses) {
    if (["back_forward", "reload"].includes(way) || unanswered) into(document, before.entries);
    else if (!before.sent) again(before.entries);
  }
  let sent = false;
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
    sent = event.target.matches(".out") ? "out" : true;
  });
  addEventListener("pagehide", () => {
    const entries = sent === "out" ? [] : of(document).filter(([name]) => ![...document.querySelectorAll("form[data-draft]")].some((form) => nameOf(form) === name));
    if (entries.length) sessionStorage.setItem(place, JSON.stringify({ at: Date.now(), entries, sent: sent === true }));
    else sessionStorage.removeItem(place);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });
  return { of, into, keep };
})();
