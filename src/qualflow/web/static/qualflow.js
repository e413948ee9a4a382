// What makes the pages quicker; every page works without it.
//
// data-swap   on a link or a form (GET): the parts of the next page are fetched and put
//             in the place of this page's, and the address follows; with ids in it,
//             only the elements of these ids.
// data-part   what is replaced: an element with an id that both pages have.
// data-keys   around links with data-key="ArrowLeft" and the like: such a key follows
//             the link, unless it is pressed in a field.
// data-slider around a range: its value is the number of a link in the list of the
//             same nav.  It is hidden until this script is there.
// After each page, the first one too, "qualflow:page" is sent to the document.
"use strict";
(() => {
  const fields = "input, select, textarea, [contenteditable]";
  const live = () => document.getElementById("live");
  let asked = 0;
  let shown = location.pathname + location.search;

  const same = (url) => url.origin === location.origin && /^http/.test(url.protocol);

  const say = (text) => {
    const box = live();
    if (box) box.textContent = (box.dataset.said || "%").replace("%", () => text);
  };

  // Where the reader was: the same control of the next page, or its beginning.
  const focus = (id, key, url) => {
    const anchor = url.hash && document.getElementById(decodeURIComponent(url.hash.slice(1)));
    if (anchor) return anchor.scrollIntoView();
    const again = (id && document.getElementById(id)) ||
      (key && document.querySelector(`main [data-key="${key}"]`));
    if (again) return again.focus({ preventScroll: true });
    const main = document.getElementById("main");
    main.focus({ preventScroll: true });
  };

  const show = (text, url, keep, only) => {
    const next = new DOMParser().parseFromString(text, "text/html");
    const there = document.activeElement;
    const id = there && there.closest("main") ? there.id : "";
    const key = there && there.dataset ? there.dataset.key : "";
    const parts = [...document.querySelectorAll(only ? only.replace(/\S+/g, "#$&").replace(/ /g, ",") : "[data-part]")];
    const alike = parts.every((part) => next.getElementById(part.id)) &&
      (only || next.querySelectorAll("[data-part]").length === parts.length) &&
      next.documentElement.lang === document.documentElement.lang;
    if (!alike) return false;
    for (const part of parts) {
      part.replaceWith(document.adoptNode(next.getElementById(part.id)));
    }
    shown = location.pathname + location.search;
    document.title = next.title;
    ready();
    if (!keep) scrollTo(0, 0);
    if (only) url.hash = "";
    focus(id === "main" ? "" : id, key, url);
    const said = document.querySelector(`${only ? "#" + only.split(" ").pop() : "main"} [data-announce]`) || document.querySelector("h1");
    say(said ? said.textContent.trim() : next.title);
    return true;
  };

  const visit = async (href, how, only) => {
    const url = new URL(href, location.href);
    const turn = ++asked;
    if (how === "push") history.replaceState({ y: scrollY }, "");
    document.body.classList.add("busy");
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html" } });
      const text = await answer.text();
      if (turn !== asked) return;
      const to = new URL(answer.url);
      to.hash = url.hash;
      if (how === "push") history.pushState({}, "", to);
      else if (how === "replace") history.replaceState({}, "", to);
      if (!show(text, to, true, only)) location.assign(to);
    } catch {
      if (turn === asked) location.assign(url);
    } finally {
      if (turn === asked) document.body.classList.remove("busy");
    }
  };

  const slide = () => {
    for (const box of document.querySelectorAll("[data-slider]")) {
      const range = box.querySelector("input[type=range]");
      const links = box.closest("nav").querySelectorAll("ol a");
      if (!range || !links.length) continue;
      box.hidden = false;
      let wait;
      range.addEventListener("input", () => {
        const link = links[range.value];
        range.setAttribute("aria-valuetext", link.textContent);
        clearTimeout(wait);
        wait = setTimeout(() => visit(link.href, "replace"), 120);
      });
    }
  };

  // A file is read into the field that data-fill names; it goes nowhere by itself.
  const fill = () => {
    for (const box of document.querySelectorAll("[data-fill]")) {
      box.hidden = false;
      box.querySelector("input").addEventListener("change", async (event) => {
        const [file] = event.target.files;
        if (file) document.getElementById(box.dataset.fill).value = await file.text();
      });
    }
  };

  // What is solved is kept here and nowhere else: a list of names.
  const store = "qualflow.solved";
  const progress = () => {
    let solved = [];
    try {
      solved = JSON.parse(localStorage.getItem(store)) || [];
      for (const { dataset: { solved: name } } of document.querySelectorAll("[data-solved]")) {
        if (!solved.includes(name)) localStorage.setItem(store, JSON.stringify(solved = [...solved, name]));
      }
    } catch { /* nothing can be kept */ }
    for (const mark of document.querySelectorAll("[data-done]")) mark.hidden = !solved.includes(mark.dataset.done);
    for (const mark of document.querySelectorAll("[data-count]")) {
      const done = solved.filter((name) => name.startsWith(mark.dataset.count)).length;
      mark.textContent = done ? mark.dataset.said.replace("{done}", done) : "";
      mark.hidden = !done;
    }
    for (const button of document.querySelectorAll("[data-forget]")) {
      button.hidden = !solved.length;
      button.onclick = () => {
        localStorage.removeItem(store);
        progress();
        say(button.dataset.forget);
      };
    }
  };

  const ready = () => {
    slide();
    fill();
    progress();
    document.dispatchEvent(new CustomEvent("qualflow:page"));
  };

  const plain = (event) => !event.defaultPrevented && event.button === 0 &&
    !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

  const start = () => {
    ready();
    document.addEventListener("qualflow:solved", progress);
    if (!/^http/.test(location.protocol)) return;
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-swap]");
      if (!link || !plain(event) || link.target) return;
      const url = new URL(link.href.baseVal || link.href, location.href);
      if (!same(url)) return;
      event.preventDefault();
      visit(url, "push");
    });
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (!form.matches("form[data-swap]") || form.method !== "get") return;
      event.preventDefault();
      const url = new URL(form.action);
      url.search = new URLSearchParams(new FormData(form, event.submitter));
      visit(url, "push", form.dataset.swap);
    });
    document.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.target.closest(fields)) return;
      const near = event.target.closest("[data-keys]") || document.querySelector("main [data-keys]");
      const link = near && near.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (!link || event.target.closest(".wide")) return;
      event.preventDefault();
      link.click();
    });
    addEventListener("popstate", (event) => {
      if (location.pathname + location.search === shown) return;
      const y = event.state && event.state.y;
      visit(location.href, "").then(() => scrollTo(0, y || 0));
    });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
