// What makes the pages quicker; all but progress works without it.
//
// data-swap   on a link or a GET form: the parts of the next page take the place of
//             this page's, and the address follows; with ids in it, only these parts.
// data-part   what is replaced: an element with an id that both pages have.
// data-keys   around links with data-key="ArrowLeft" and the like: such a key follows
//             the link, unless it is pressed in a field.
// data-of     on a range: the field it moves; without it, its value is the number of
//             one of the links that its nav lists.
// data-live   on a form: it is sent when a field changes.
// data-as-is  on a field: the value that need not stand in the address.
// data-fill   on a choice of files: the field that takes the text of one.
// data-script hidden until this script is there.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");
  const here = () => location.pathname + location.search;
  let shown = here(), asked = 0, wait, source;

  const write = (id, text) => {
    byId(id).textContent = text;
  };

  const later = (act, ms) => {
    clearTimeout(wait);
    wait = setTimeout(act, ms);
  };

  const put = (next, ids) => {
    for (const id of ids) byId(id).replaceWith(next.getElementById(id));
  };

  // Where the reader was: the same control, or the beginning.
  const focus = (id, key, hash) => {
    const anchor = hash && byId(decodeURIComponent(hash.slice(1)));
    if (anchor) anchor.scrollIntoView();
    const again = byId(id) || all(`main [data-key="${key}"]`)[0];
    (anchor || again || byId("main")).focus({ preventScroll: true });
  };

  const show = (next, hash, only) => {
    const ids = only ? only.split(" ") : all("[data-part]").map((part) => part.id);
    const alike = ids.every((id) => byId(id) && next.getElementById(id)) &&
      (only || next.querySelectorAll("[data-part]").length === ids.length) &&
      next.documentElement.lang === document.documentElement.lang;
    if (!alike) return false;
    const { id, dataset: { key } } = document.activeElement;
    put(next, ids);
    shown = here();
    document.title = next.title;
    ready(ids.at(-1));
    focus(id, key, only ? "" : hash);
    const [told] = all(`#${only ? ids.at(-1) : "main"} [data-announce]`).concat(all("h1"));
    write("live", (only ? "%" : byId("live").dataset.said)
      .replace("%", () => told.textContent.trim()));
    return true;
  };

  const visit = async (href, how, only) => {
    if (location.protocol === "file:") return location.assign(href);
    const url = new URL(href, location.href);
    const turn = ++asked;
    if (how === "pushState") history.replaceState({ y: scrollY }, "");
    document.body.classList.add("busy");
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html" } });
      const next = parsed(await answer.text());
      if (turn !== asked) return;
      const to = new URL(answer.url);
      to.hash = url.hash;
      if (how) history[how]({}, "", to);
      if (!show(next, to.hash, only)) location.assign(to);
    } catch {
      if (turn === asked) location.assign(url);
    } finally {
      if (turn === asked) document.body.classList.remove("busy");
    }
  };

  // Names of what was solved.
  const store = "qualflow.solved";
  const progress = (id) => {
    let solved = [];
    try {
      solved = JSON.parse(localStorage.getItem(store)) || [];
      const [now] = all(`#${id}[data-solved]`);
      if (now) solved = [...new Set(solved.concat(now.dataset.solved))];
      if (now) localStorage.setItem(store, JSON.stringify(solved));
    } catch { /* nothing can be kept */ }
    for (const mark of all("[data-done]")) {
      mark.hidden = !solved.includes(mark.dataset.done);
    }
    for (const mark of all("[data-count]")) {
      const done = solved.filter((name) => name.startsWith(mark.dataset.count)).length;
      mark.textContent = mark.dataset.said.replace("{done}", done);
      mark.hidden = !done;
    }
    for (const button of all("[data-forget]")) button.hidden = !solved.length;
  };

  // A run tells how far it is, then the parts of its answer.
  const end = (said) => {
    const box = byId("run");
    const inside = box.contains(document.activeElement);
    source.close();
    box.classList.remove("running");
    write("run-said", said);
    write("live", said);
    if (inside) byId("run-start").focus();
  };

  const run = ({ classList, dataset }) => {
    classList.add("running");
    byId("run-stop").focus();
    write("run-said", dataset.waiting);
    source = new EventSource(dataset.events);
    source.onerror = () => end(dataset.broken);
    const on = (kind, act) =>
      source.addEventListener(kind, ({ data }) => act(JSON.parse(data)));
    on("progress", ({ done, all, said }) => {
      byId("run-bar").value = done / all;
      write("run-said", said);
    });
    on("problem", ({ said }) => end(said));
    on("answer", ({ html, said }) => {
      put(parsed(html), ["said", "rest"]);
      end(said);
    });
  };

  const ready = (id) => {
    if (source) source.close();
    for (const one of all("[data-script]")) one.hidden = false;
    progress(id);
  };

  const held = (event) => event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;

  const pressed = (event) => {
    const { target } = event;
    if (target.id === "run-start") run(byId("run"));
    if (target.id === "run-stop") end(byId("run").dataset.stopped);
    if ("forget" in target.dataset) {
      localStorage.removeItem(store);
      progress();
      write("live", target.dataset.forget);
    }
    const link = target.closest("a[data-swap]");
    if (!link || held(event)) return;
    event.preventDefault();
    visit(link.href.baseVal || link.href, "pushState");
  };

  const sent = (event) => {
    const form = event.target;
    if (!form.matches("[data-swap]")) return;
    event.preventDefault();
    clearTimeout(wait);
    const url = new URL(form.action);
    const query = new URLSearchParams(new FormData(form, event.submitter));
    for (const { name, value, dataset } of form.elements) {
      if ("asIs" in dataset && ["", dataset.asIs].includes(value)) query.delete(name);
    }
    url.search = query;
    visit(url, "pushState", form.dataset.swap);
  };

  const moved = ({ target }) => {
    if (target.type !== "range") return;
    const field = byId(target.dataset.of);
    if (field) field.value = target.value;
    const link = !field && target.closest("nav").querySelectorAll("ol a")[target.value];
    target.setAttribute("aria-valuetext", link ? link.textContent : target.value);
    if (link) later(() => visit(link.href, "replaceState"), 120);
  };

  const changed = async ({ target: { dataset, files, form } }) => {
    if (dataset.fill && files[0]) byId(dataset.fill).value = await files[0].text();
    if (!form?.matches("[data-live]")) return;
    later(() => form.isConnected && form.requestSubmit(), 300);
  };

  const keyed = (event) => {
    const { key, target } = event;
    if (held(event) || target.closest(".wide, input, select, textarea")) return;
    const near = target.closest("[data-keys]") || all("main [data-keys]")[0];
    const link = near?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  };

  ready();
  document.addEventListener("qualflow:solved", ({ detail }) => progress(detail));
  document.addEventListener("input", moved);
  document.addEventListener("click", pressed);
  document.addEventListener("submit", sent);
  document.addEventListener("change", changed);
  document.addEventListener("keydown", keyed);
  addEventListener("popstate", ({ state }) => {
    if (here() === shown) return;
    visit(location.href).then(() => scrollTo(0, state?.y || 0));
  });
})();
