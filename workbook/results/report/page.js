"use strict";
(() => {
  const page = document.documentElement;
  const table = document.getElementById("main");
  const rows = table ? [...table.tBodies] : [];
  const filters = [...document.querySelectorAll("[data-filter]")];
  let sorted = null;
  page.classList.add("on");

  const speak = (lang) => {
    page.lang = page.dataset.lang = lang;
    for (const button of document.querySelectorAll(".languages button")) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
    }
    for (const one of document.querySelectorAll("[data-th]")) one.textContent = one.dataset[lang];
    for (const one of document.querySelectorAll("[data-label-th]")) {
      one.setAttribute("aria-label", lang === "th" ? one.dataset.labelTh : one.dataset.labelEn);
    }
    if (sorted) sort(sorted.key, sorted.down);
  };

  const plain = (text) => text.normalize("NFC").toLowerCase().replace(/\s+/g, " ").trim();

  const textOfRow = (row) => plain([...row.rows[0].querySelectorAll(".cell")].map((one) => one.textContent).join(" "));

  const filter = () => {
    const wanted = filters.map((field) => [field.dataset.filter, plain(field.value)]).filter(([, value]) => value);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !wanted.every(([key, value]) =>
        key === "text" ? textOfRow(row).includes(value) : row.dataset[key] === value);
      shown += row.hidden ? 0 : 1;
    }
    for (const count of document.querySelectorAll("[data-shown]")) count.textContent = shown;
  };

  const textOf = (row, key) => {
    const cell = row.querySelector(`.row > .${key} .cell`);
    return (cell.querySelector(`.${page.dataset.lang}`) ?? cell).textContent;
  };

  const sort = (key, down) => {
    const words = new Intl.Collator(page.dataset.lang, { numeric: true });
    const number = `${key}Order` in rows[0].dataset;
    const keyed = rows.map((row, at) => [row, number ? row.dataset[`${key}Order`] : textOf(row, key), at]);
    keyed.sort(([, one, first], [, other, second]) => {
      if (one === "" || other === "") return (one === "") - (other === "") || first - second;
      const order = number ? one - other : words.compare(one, other);
      return (down ? -order : order) || first - second;
    });
    for (const [row] of keyed) table.append(row);
    for (const button of table.querySelectorAll("thead button")) {
      const own = button.dataset.key === key;
      button.closest("th").setAttribute("aria-sort", own ? (down ? "descending" : "ascending") : "none");
    }
    sorted = { key, down };
  };

  for (const button of document.querySelectorAll(".languages button")) {
    button.addEventListener("click", () => speak(button.dataset.lang));
  }
  if (!table) return;
  for (const button of table.querySelectorAll("thead button")) {
    button.addEventListener("click", () =>
      sort(button.dataset.key, sorted?.key === button.dataset.key && !sorted.down));
  }
  for (const field of filters) field.addEventListener("input", filter);
  const form = document.querySelector(".filters");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  for (const row of rows) {
    row.rows[0].addEventListener("click", () => {
      if (String(getSelection())) return;
      const trace = row.querySelector("details");
      trace.open = !trace.open;
    });
  }
})();
