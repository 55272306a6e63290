// What makes the chair's pages nicer; all of them work without it. What is typed is kept in this tab until it is recorded,
// so that a tablet that sleeps, or a session that ends, loses nothing. It is never sent anywhere else, and whoever signs
// in next in this tab does not see it.
"use strict";
(() => {
  document.documentElement.classList.add("has-script");
  const HOURS = 12, PREFIX = "draft ";
  const OURS = new Set(["form_token", "key", "version"]);
  const later = (act, ms) => { let waiting; return () => { clearTimeout(waiting); waiting = setTimeout(act, ms); }; };
  const forms = [...document.querySelectorAll("form[data-draft]")];
  const names = new Set(forms.map((form) => PREFIX + form.dataset.draft));

  function typed(form) {
    return [...new FormData(form)].filter(([name, value]) => !OURS.has(name) && typeof value === "string" && value);
  }
  function list(form, name, value) { // a finding that was on the list
    const [kind, places] = value.split(":");
    const words = [...form.elements.kind.options].find((each) => each.value === kind)?.text ?? kind;
    const where = places.split(",").map((place) => form.elements["found-" + place]?.closest("label").textContent.trim() ?? place);
    const item = document.createElement("li"), label = document.createElement("label"), box = document.createElement("input");
    Object.assign(box, { type: "checkbox", name, value, checked: true });
    label.className = "tick";
    label.append(box, ` ${words}: ${where.join(", ")}`);
    item.append(label);
    document.getElementById("findings").append(item);
  }
  function fill(form, entries) {
    const values = new Map(entries);
    for (const [name, value] of entries) if (name.startsWith("finding-") && !form.elements[name]) list(form, name, value);
    for (const field of form.elements) {
      if (!field.name || OURS.has(field.name) || field.type === "file" || field.type === "submit" || field.type === "hidden") continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.get(field.name) === field.value;
      else field.value = values.get(field.name) ?? "";
    }
    for (const more of form.querySelectorAll("details")) {
      if ([...more.querySelectorAll("input, select, textarea")].some((field) => field.type === "checkbox" || field.type === "radio" ? field.checked : field.value)) more.open = true;
    }
  }
  function again(form, entries) { // rows that the server has to make: it is sent what was typed, and records nothing
    const button = form.querySelector("[formaction$='/scan']");
    const lacks = entries.filter(([name]) => !form.elements[name]);
    if (!button || !lacks.length) return false;
    for (const [name, value] of lacks) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    form.requestSubmit(button);
    return true;
  }
  function keep(form) {
    sessionStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify({ at: Date.now(), entries: typed(form) }));
  }
  function draftOf(form) {
    try {
      const draft = JSON.parse(sessionStorage.getItem(PREFIX + form.dataset.draft));
      return draft && Date.now() - draft.at < HOURS * 3_600_000 ? draft.entries : null;
    } catch { return null; }
  }
  const who = document.querySelector(".person")?.textContent.trim();
  for (const name of Object.keys(sessionStorage)) { // of somebody else, of what was recorded meanwhile, or too old
    if (!name.startsWith(PREFIX)) continue;
    const here = name.startsWith(`${PREFIX}${who} ${location.pathname}`) && !names.has(name);
    if (!name.startsWith(`${PREFIX}${who} `) || here) sessionStorage.removeItem(name);
  }
  for (const form of forms) {
    const answered = form.dataset.answered !== undefined; // the server shows what was typed: that counts
    const draft = answered ? null : draftOf(form);
    if (draft && draft.length) {
      const shown = JSON.stringify(typed(form));
      fill(form, draft);
      if (again(form, draft)) return;
      if (JSON.stringify(typed(form)) !== shown) { // more than the server had filled in
        form.closest("details")?.setAttribute("open", "");
        form.querySelector("[data-kept]").hidden = false;
      }
    }
    if (answered) keep(form);
    const save = later(() => keep(form), 250);
    form.addEventListener("input", save);
    form.addEventListener("change", save);
    form.querySelector("[data-forget]")?.addEventListener("click", () => {
      sessionStorage.removeItem(PREFIX + form.dataset.draft);
      location.assign(location.pathname);
    });
  }

  // What protocols and rules say about the plan, while it is typed.
  const plan = document.querySelector("form[data-figures]"), figures = document.getElementById("figures");
  if (plan && figures) {
    const about = /^(concern|device|area|depth|zone|also-|depth-|zone-)/;
    let asked = 0;
    const ask = later(async () => {
      const mine = ++asked;
      try {
        const answer = await fetch(plan.dataset.figures, { method: "POST", credentials: "same-origin", headers: { Live: "1" }, body: new URLSearchParams(new FormData(plan)) });
        const html = await answer.text();
        if (answer.ok && mine === asked && !html.includes("<!DOCTYPE")) figures.innerHTML = html;
      } catch { /* what is shown stays; the server says it all again when the consult is recorded */ }
    }, 400);
    plan.addEventListener("input", (event) => { if (about.test(event.target.name)) ask(); });
    if (draftOf(plan)) ask();
  }

  // The cream's clock, by the moments that the page was given; the tablet's own clock may be wrong.
  for (const timer of document.querySelectorAll("[data-until]")) {
    const until = Date.parse(timer.dataset.until), ahead = Date.parse(timer.dataset.now) - Date.now();
    const show = () => {
      const left = Math.max(Math.ceil((until - Date.now() - ahead) / 1000), 0);
      const words = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : timer.dataset.over;
      if (timer.textContent !== words) timer.textContent = words;
      if (!left) { timer.closest(".timer").classList.add("now-over"); clearInterval(ticking); }
    };
    const ticking = setInterval(show, 1000);
    show();
  }

  // A label that the camera reads. The button is there where the browser can.
  const camera = document.getElementById("camera"), scan = document.getElementById("scan");
  if (camera && "BarcodeDetector" in window && navigator.mediaDevices) {
    const view = document.getElementById("viewfinder"), says = document.getElementById("camera-says");
    const stop = () => { view.srcObject?.getTracks().forEach((track) => track.stop()); view.srcObject = null; view.hidden = true; };
    camera.hidden = false;
    camera.addEventListener("click", async () => {
      if (view.srcObject) { stop(); return; }
      try {
        view.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        view.hidden = false;
        await view.play();
        const reader = new BarcodeDetector({ formats: ["data_matrix", "qr_code", "code_128"] });
        while (view.srcObject) {
          const [found] = await reader.detect(view);
          if (found) { stop(); scan.value = found.rawValue; document.getElementById("read-label").click(); return; }
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
      } catch { stop(); says.textContent = says.dataset.refused; }
    });
  }

  // A signature is kept as the strokes of an SVG path, in steps of a pixel of a sheet of 600 by 200.
  const glass = document.getElementById("glass"), drawing = document.getElementById("drawing");
  if (glass) {
    const LONGEST = 18000, pen = glass.getContext("2d");
    let strokes = [], last = null;
    Object.assign(pen, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#12202b" });
    const at = (event) => {
      const box = glass.getBoundingClientRect();
      return [Math.round((event.clientX - box.left) * 600 / box.width), Math.round((event.clientY - box.top) * 200 / box.height)].map((each, axis) => Math.min(Math.max(each, 0), axis ? 200 : 600));
    };
    const say = () => { drawing.value = strokes.join(" "); };
    glass.addEventListener("pointerdown", (event) => {
      glass.setPointerCapture(event.pointerId);
      last = at(event);
      strokes.push(`M ${last[0]} ${last[1]}`);
      event.preventDefault();
    });
    glass.addEventListener("pointermove", (event) => {
      if (!last) return;
      const next = at(event);
      if (Math.abs(next[0] - last[0]) + Math.abs(next[1] - last[1]) < 2 || drawing.value.length > LONGEST) return;
      pen.beginPath(); pen.moveTo(...last); pen.lineTo(...next); pen.stroke();
      strokes.push(`L ${next[0]} ${next[1]}`);
      last = next;
      say();
    });
    for (const end of ["pointerup", "pointercancel"]) glass.addEventListener(end, () => { last = null; say(); });
    document.getElementById("wipe").addEventListener("click", () => { strokes = []; say(); pen.clearRect(0, 0, 600, 200); });
  }

  const refused = document.getElementById("refused");
  if (refused) refused.focus();
})();
