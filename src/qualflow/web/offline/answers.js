// Checks answers in a folder of pages, by the table that the engine made of each
// exercise: {kind, answer, why, yes, words, right, wrong}.
//
// all, some   answer: the values to choose; why: by value, why it is none of them;
//             is: by value, why it is one; ground: what is told from the second try on.
// day         answer: the last day; why: by day.
// order       answer: the acts; why: by the numbers of the acts up to a refused one.
// facts       names: the facts that matter; answer: the right values of these, joined;
//             why: by such values, which of said is told; labels: of every field.
// range       answer: the percentage; widest: so many points, wide: what is told
//             beyond; why: by "above" and "below".
"use strict";
(() => {
  const all = (sent) => sent.getAll("a").map(String);
  const forgotten = (table, key) => [null, [table.words[key]]];

  // Each returns [right, reasons]; right is null for what is no answer.
  const choice = (table, form, tried) => {
    const sent = all(form);
    if (!sent.length) return forgotten(table, "nothing_chosen");
    const good = sent.filter((value) => table.answer.includes(value));
    const bad = sent.filter((value) => !table.answer.includes(value));
    const told = (values, why) => values.flatMap((value) => why[value] || []);
    const reasons = [...told(bad, table.why), ...told(good, table.is)];
    const missed = table.kind === "all" && good.length < table.answer.length;
    if (missed && good.length) reasons.push(table.words.some_more);
    const right = !bad.length && !missed;
    return [right, reasons.concat(right ? table.yes : tried ? table.ground : [])];
  };

  const day = (table, form) => {
    const [sent] = all(form);
    if (!sent) return forgotten(table, "nothing_yet");
    if (sent === table.answer) return [true, table.yes];
    const far = sent < table.answer ? table.words.too_early : table.words.too_late;
    return [false, table.why[sent] || [far]];
  };

  const order = (table, form) => {
    const sent = all(form);
    if (!sent.some(Boolean)) return forgotten(table, "nothing_yet");
    const numbers = sent.map((value) => table.answer.indexOf(value));
    if (new Set(numbers).size < table.answer.length || numbers.includes(-1)) {
      return forgotten(table, "order_incomplete");
    }
    for (let n = 1; n <= numbers.length; n += 1) {
      const why = table.why[numbers.slice(0, n).join(",")];
      if (why) return [false, why];
    }
    return [true, table.yes];
  };

  const facts = (table, form) => {
    const filed = [...form].filter(([key, value]) => key.startsWith("a.") && value.trim());
    if (!filed.length) return forgotten(table, "nothing_yet");
    const values = new Map(filed.map(([key, value]) => [key.slice(2), value.trim()]));
    const key = table.names.map((name) => values.get(name) || "").join("|");
    const needless = [...values.keys()].filter((name) => !table.names.includes(name));
    const right = table.answer.includes(key);
    if (right && !needless.length) return [true, table.said[table.why[key]]];
    const reasons = right ? [] : table.said[table.why[key]];
    const told = (name) => table.words.needless.replace("{fact}", () => table.labels[name]);
    return [false, reasons.concat(needless.map(told))];
  };

  const range = (table, form) => {
    const sent = all(form).map((text) => text.trim());
    if (!sent.some(Boolean)) return forgotten(table, "nothing_yet");
    const [low, high] = sent.map(Number);
    const plain = sent.every((text) => /^\d{1,3}(\.\d{1,3})?$/.test(text));
    if (!plain || low > high || high > 100) return forgotten(table, "no_range");
    if (high - low > table.widest) {
      const width = Number((high - low).toPrecision(6));
      return [false, [table.wide.replace("{width}", width)]];
    }
    if (table.answer > high) return [false, table.why.above];
    return table.answer < low ? [false, table.why.below] : [true, table.yes];
  };

  const checks = { all: choice, some: choice, day, order, facts, range };

  const line = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const show = (form, table, [right, reasons]) => {
    const section = form.closest(".exercise");
    const box = section.querySelector("[data-mark]");
    const looks = right ? "is-right" : right === null ? "is-open" : "is-wrong";
    box.className = `mark ${looks}`;
    box.replaceChildren();
    if (right !== null) {
      const said = line("p", right ? table.right : table.wrong);
      said.className = "said";
      box.append(said);
    }
    for (const reason of reasons) box.append(line("p", reason));
    box.hidden = false;
    if (right) section.dataset.solved = form.dataset.key;
    document.dispatchEvent(new CustomEvent("qualflow:solved", { detail: section.id }));
  };

  for (const form of document.querySelectorAll("form[data-answers]")) {
    const table = JSON.parse(form.querySelector("script").textContent);
    let tries = 0;
    form.querySelector("button").hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const worth = checks[table.kind](table, new FormData(form), tries);
      if (worth[0] === false) tries += 1;
      show(form, table, worth);
    });
  }
})();
