
"use strict";
(() => {
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const SEPARATOR = "\u241f";

  // What a page keeps over a reload; a browser may forbid it, then nothing is kept.
  const kept = {
    get(name) { try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; } },
    set(name, value) { try { sessionStorage.setItem(name, JSON.stringify(value)); } catch { /* not kept */ } },
  };
  const place = "lcagraph:" + location.pathname;

  // ------------------------------------------------------------------ languages
  function speak(language) {
    root.lang = language;
    document.title = root.dataset[language === "zh" ? "titleZh" : "titleEn"];
    const input = $("#search");
    input.placeholder = input.dataset[language];
    kept.set(place + ":language", language);
  }

  // ---------------------------------------------------------------------- folds
  const folds = () => Object.fromEntries($$("details[data-fold]").map((one) => [one.dataset.fold, one.open]));
  function fold(state) {
    for (const one of $$("details[data-fold]")) {
      if (one.dataset.fold in state) one.open = state[one.dataset.fold];
    }
  }

  // --------------------------------------------------------------------- search
  let before = null; // folds as they were before the first letter
  function search() {
    const words = $("#search").value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const found = (element) => {
      const text = element.textContent.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    };
    if (words.length && !before) before = folds();
    let hits = 0;
    const show = (element, is) => { element.classList.toggle("off", !is); if (is) hits += 1; };
    for (const row of $$("main tbody tr").filter((one) => !one.closest("#flows"))) show(row, !words.length || found(row));
    for (const one of $$("[data-search]")) show(one, !words.length || found(one));
    // a branch shows with all that leads to it, and with all below it
    const visit = (item, isBelow) => {
      const line = $(":scope > details > summary, :scope > .leaf", item);
      const is = !words.length || isBelow || (line && found(line));
      const children = $$(":scope > details > ul > li", item);
      const below = children.map((child) => visit(child, is && words.length > 0)).some(Boolean);
      show(item, is || below);
      const details = $(":scope > details", item);
      if (details && below && words.length) details.open = true;
      return is || below;
    };
    for (const item of $$(".branches > ul > li")) visit(item, false);
    if (!words.length && before) { fold(before); before = null; }
    $("#hits").textContent = words.length ? String(hits) : "";
  }

  // ----------------------------------------------------- rows behind a table's number
  const keysOf = (element) => (element.dataset.keys || "").split(SEPARATOR);
  function filter(key, name) {
    let sum = 0;
    let count = 0;
    for (const row of $$("#activities tbody tr")) {
      const is = !key || keysOf(row).includes(key);
      row.classList.toggle("off", !is);
      if (is && key) { sum += Number(row.dataset.value || 0); count += 1; }
    }
    const bar = $("#filtered");
    if (!bar) return;
    bar.hidden = !key;
    bar.dataset.key = key || "";
    if (key) $("#filter-name").replaceChildren(name, `: ${count} × Σ ${readable(sum)} kgCO2e`);
  }
  const readable = (value) => Number(value.toPrecision(4)).toLocaleString("en-US", { maximumSignificantDigits: Math.abs(value) >= 1000 ? 21 : 4, maximumFractionDigits: Math.abs(value) >= 1000 ? 0 : 20 });

  // --------------------------------------------------------------------- traces
  function openTrace(anchor) {
    const chain = document.getElementById(anchor);
    if (!chain) return false;
    const copy = chain.cloneNode(true);
    copy.removeAttribute("id");
    // a step that another trace has written out is put in its place
    for (const link of $$("a[data-same]", copy)) link.closest("p").replaceWith(document.getElementById(link.hash.slice(1)).nextElementSibling.cloneNode(true));
    for (const one of $$("[id]", copy)) one.removeAttribute("id");
    $("#panel-title").replaceChildren(...[...$("summary", chain.parentElement).childNodes].map((node) => node.cloneNode(true)));
    $("#panel-body").replaceChildren(copy);
    const panel = $("#panel");
    if (!panel.open) panel.showModal();
    panel.scrollTop = 0;
    return true;
  }
  // `100%` is no escape, but may stand in an address that somebody has typed
  const unescaped = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  function showTarget() {
    const target = location.hash && document.getElementById(unescaped(location.hash.slice(1)));
    const around = target && target.closest("details");
    if (around) { around.open = true; target.scrollIntoView(); }
  }

  // ------------------------------------------------------------------- pointing
  const tip = $("#tip");
  let pinned = null;
  const told = new WeakMap(); // shape → what it says; its own title would be shown twice
  function sayingOf(shape) {
    if (!told.has(shape)) {
      // of several shapes of one role the first has the title
      const same = $$("[data-role]", shape.closest(".picture")).filter((one) => one.dataset.role === shape.dataset.role);
      const title = same.map((one) => $(":scope > title", one)).find(Boolean);
      const says = title ? title.textContent.replaceAll(" · ", "\n") : "";
      if (title) title.remove();
      for (const one of same) told.set(one, says);
    }
    return told.get(shape);
  }
  // A ribbon is called by its ends as it is drawn: one of credits is turned around.
  const isRibbon = (role) => /^(ribbon|turned):/.test(role);
  function nodesOf(role) {
    const [kind, ...rest] = role.split(":");
    const name = rest.join(":");
    if (isRibbon(role)) return name.split("→");
    if (kind === "flow" || kind === "label" || kind.startsWith("wire ")) return rest;
    if (kind === "leaving") return [`emission:${name}`];
    return ["bar", "process", "card", "node", "inputs", "treatments"].includes(kind) ? [name] : [];
  }
  function unpoint() {
    for (const one of $$(".hit")) one.classList.remove("hit");
    for (const one of $$(".lit")) one.classList.remove("lit");
    for (const one of $$(".pointed")) one.classList.remove("pointed");
    tip.hidden = true;
  }
  function point(shape) {
    unpoint();
    const role = shape.dataset.role;
    const nodes = nodesOf(role);
    const picture = shape.closest(".picture");
    const isLink = isRibbon(role);
    for (const row of $$("tr[data-keys], .branches li[data-keys]")) {
      const keys = keysOf(row);
      const is = row.dataset.role ? row.dataset.role === role || (!isLink && keys.some((key) => nodes.includes(key))) : keys.some((key) => nodes.includes(key) && !(isLink && key === nodes[1]));
      row.classList.toggle("hit", is && key(nodes));
    }
    picture.classList.add("pointed");
    for (const one of $$("[data-role]", picture)) {
      const ends = nodesOf(one.dataset.role);
      const isSame = one.dataset.role === role;
      const touches = !isLink && isRibbon(one.dataset.role) && ends.some((end) => nodes.includes(end));
      one.classList.toggle("lit", isSame || touches);
    }
  }
  const key = (nodes) => nodes.length > 0 && nodes[0] !== "";
  function pointRow(row) {
    unpoint();
    const keys = keysOf(row).filter(Boolean);
    const role = row.dataset.role;
    for (const one of $$(".picture [data-role]")) {
      const ends = nodesOf(one.dataset.role);
      const is = role ? one.dataset.role === role : !isRibbon(one.dataset.role) && ends.some((end) => keys.includes(end));
      one.classList.toggle("lit", is);
      if (is && role) one.closest(".picture").classList.add("pointed");
    }
  }
  function showTip(shape, event) {
    const says = sayingOf(shape);
    tip.hidden = !says;
    if (!says) return;
    tip.textContent = says;
    const width = tip.offsetWidth;
    const height = tip.offsetHeight;
    tip.style.left = `${Math.max(6, Math.min(event.clientX + 14, innerWidth - width - 6))}px`;
    tip.style.top = `${event.clientY + 18 + height > innerHeight ? event.clientY - height - 12 : event.clientY + 18}px`;
  }
  const shapeAt = (event) => event.target instanceof Element && event.target.closest(".picture [data-role]");
  const isTelling = (shape) => shape && (sayingOf(shape) || nodesOf(shape.dataset.role).length);
  document.addEventListener("pointermove", (event) => {
    const shape = shapeAt(event);
    if (isTelling(shape)) {
      if (!shape.classList.contains("lit") && !pinned) point(shape);
      showTip(shape, event);
    } else if (!tip.hidden) { tip.hidden = true; if (!pinned) unpoint(); }
  });
  document.addEventListener("pointerover", (event) => {
    if (pinned || shapeAt(event) || !(event.target instanceof Element)) return;
    const row = event.target.closest("tr[data-keys], .branches li[data-keys]");
    if (row) pointRow(row); else unpoint();
  });

  // --------------------------------------------------------------------- clicks
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest("a[data-trace], a[data-filter]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      if (link.dataset.filter) {
        const head = $("th", link.closest("tr")).cloneNode(true);
        const name = document.createElement("span");
        name.append(...head.childNodes);
        filter(link.dataset.filter, name);
        $("#activities").scrollIntoView({ block: "start" });
        event.preventDefault();
      } else if (openTrace(link.hash.slice(1))) event.preventDefault();
      return;
    }
    const button = event.target.closest("button");
    if (button) return press(button);
    if (event.target.id === "panel") { $("#panel").close(); return; }
    const shape = shapeAt(event);
    if (shape && nodesOf(shape.dataset.role).length) {
      pinned = pinned === shape ? null : shape;
      if (pinned) point(shape); else unpoint();
    } else if (pinned) { pinned = null; unpoint(); }
  });
  function press(button) {
    if (button.id === "language") speak(root.lang === "zh" ? "en" : "zh");
    if (button.id === "close") $("#panel").close();
    if (button.id === "unfilter") filter("");
    const way = button.dataset.foldAll;
    if (way) for (const one of $$(".branches details")) one.open = way === "open";
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !$("#panel").open) { pinned = null; unpoint(); }
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !isTyping) { $("#search").focus(); event.preventDefault(); }
  });
  $("#search").addEventListener("input", search);
  addEventListener("hashchange", showTarget);

  // ---------------------------------------------------------------------- paper
  let onScreen = null;
  addEventListener("beforeprint", () => { onScreen = folds(); for (const one of $$("details:not(.trace)")) one.open = true; });
  addEventListener("afterprint", () => { if (onScreen) fold(onScreen); onScreen = null; });
  addEventListener("pagehide", () => { kept.set(place + ":folds", before || folds()); kept.set(place + ":scroll", scrollY); });

  // ------------------------------------------------------- following the model
  const AGAIN = 2000; // ms
  const here = location.href.replace(/#.*/, "");
  let version = null; // of the page that is shown
  let wanted = null; // of the page that the server has
  let isAsking = false;
  function follow() {
    const line = $("#live");
    line.hidden = false;
    const source = new EventSource("changes");
    source.onopen = () => line.classList.remove("gone");
    source.onerror = () => line.classList.add("gone");
    source.addEventListener("page", (event) => { wanted = event.data; renew(); });
  }
  // One question at a time: an old answer never comes after a new one. What was
  // announced meanwhile is asked for next; after a failure it is asked again.
  async function renew() {
    if (isAsking) return;
    isAsking = true;
    try {
      while (version !== wanted) {
        const asked = wanted;
        const answer = await fetch(here, { cache: "no-store" });
        if (!answer.ok) throw new Error(String(answer.status));
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        version = asked;
        if (version === wanted) exchange(fresh);
      }
      $("#live").classList.remove("gone");
    } catch {
      $("#live").classList.add("gone");
      setTimeout(renew, AGAIN);
    } finally {
      isAsking = false;
    }
  }
  function exchange(fresh) {
    const state = before || folds();
    const old = rowsByName();
    const total = Number($("main").dataset.total);
    const at = scrollY;
    const chosen = $("#filtered");
    const picked = chosen && !chosen.hidden ? [chosen.dataset.key, $("#filter-name").firstChild] : null;
    for (const part of ["main", "footer", ".brand", "nav"]) {
      const [was, is] = [$(part), $(part, fresh)];
      if (was && is) was.replaceWith(is); // a page of errors alone has no menu and no footer
      else if (is) $(part === "footer" ? "main" : ".brand").after(is);
      else if (was) was.remove();
    }
    for (const name of ["titleZh", "titleEn"]) root.dataset[name] = fresh.documentElement.dataset[name];
    pinned = null;
    before = null;
    begin();
    fold(state);
    if (picked) filter(picked[0], picked[1]);
    if ($("#search").value) search();
    scrollTo(0, at);
    tellMove(total, Number($("main").dataset.total));
    for (const [name, row] of rowsByName()) {
      if (old.has(name) && old.get(name).textContent !== row.textContent) row.classList.add("changed");
    }
  }
  function tellMove(was, is) {
    const moved = $("#moved");
    if (!(Number.isFinite(was) && Number.isFinite(is)) || was === is) { moved.textContent = ""; return; }
    const share = was ? ` (${is > was ? "+" : "−"}${Math.abs(100 * (is - was) / was).toPrecision(3)} %)` : "";
    moved.textContent = `${readable(was)} → ${readable(is)} kgCO2e${share}`;
  }
  const rowsByName = () => new Map($$("tr[data-keys], .branches li[data-keys]").map((row) => [`${row.closest("section").id}|${row.dataset.row || row.dataset.role || row.dataset.keys}`, row]));

  // ---------------------------------------------------------------------- begin
  function begin() {
    for (const one of $$(".folding, .tools")) one.hidden = false;
    speak(root.lang);
  }
  const language = kept.get(place + ":language");
  if (language === "zh" || language === "en") root.lang = language;
  begin();
  fold(kept.get(place + ":folds") || {});
  showTarget();
  if ("live" in root.dataset) follow();
})();
