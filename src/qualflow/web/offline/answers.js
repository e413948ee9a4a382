// Checks answers in a folder of pages, by the table that the engine made of each
// exercise: {kind, answer, why, yes, words, right, wrong}.
//
// all, some   answer: the values to choose; why: by value, why it is none of them.
// day         answer: the last day; why: by day.
// order       answer: the acts; why: by the numbers of the acts up to a refused one.
"use strict";
(() => {
  const chosen = (form) => [...new FormData(form).getAll("a")].map(String);

  // Both return [right, reasons].
  const choice = (table, sent) => {
    if (!sent.length) return [null, [table.words.nothing_chosen]];
    const wrong = sent.filter((value) => !table.answer.includes(value));
    const reasons = wrong.flatMap((value) => table.why[value] || []);
    const missed = table.answer.some((value) => !sent.includes(value));
    if (wrong.length) return [false, reasons];
    if (table.kind === "all" && missed) return [false, [table.words.some_more]];
    return [true, table.yes];
  };

  const day = (table, [sent]) => {
    if (!sent) return [null, [table.words.nothing_chosen]];
    if (sent === table.answer) return [true, table.yes];
    const far = sent < table.answer ? table.words.too_early : table.words.too_late;
    return [false, table.why[sent] || [far]];
  };

  const order = (table, sent) => {
    const numbers = sent.map((value) => table.answer.indexOf(value));
    if (new Set(numbers).size < table.answer.length || numbers.includes(-1)) {
      return [null, [table.words.order_incomplete]];
    }
    for (let n = 1; n <= numbers.length; n += 1) {
      const why = table.why[numbers.slice(0, n).join(",")];
      if (why) return [false, why];
    }
    return [true, table.yes];
  };

  const checks = { all: choice, some: choice, day, order };

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
    document.dispatchEvent(new CustomEvent("qualflow:solved"));
  };

  for (const form of document.querySelectorAll("form[data-answers]")) {
    const table = JSON.parse(form.querySelector("script").textContent);
    form.querySelector("button").hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      show(form, table, checks[table.kind](table, chosen(form)));
    });
  }
})();
