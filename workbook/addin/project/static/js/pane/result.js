// What the server found in the sheet: total, band, dimensions, what is missing or wrong, criteria and bands.

import { byId, el, fill } from "./dom.js";
import { say } from "./words.js";

/** `go(cell)` is called when the person wants to see a cell. */
export function show(found, go) {
  fill(byId("result"), ...head(found), ...numbers(found));
  announce(found);
  fill(byId("wrong"), ...wrong(found, go));
  fill(byId("missing"), ...missing(found, go));
  fill(byId("criteria"), ...criteria(found, go));
  fill(byId("bands"), ...bands(found));
}

/** For a screen reader: the total, band and status, only when they change. */
function announce({ total, band, status }) {
  const heard = byId("heard");
  const text = [say("total"), total ?? say("noTotal"), band?.name, status].filter(Boolean).join(" · ");
  if (heard.textContent !== text) heard.textContent = text;
}

export function hide() {
  for (const id of ["result", "wrong", "missing", "criteria", "bands"]) byId(id).hidden = true;
}

/** The result stays in sight, but says that it is an old one. */
export function stale(time) {
  const result = byId("result");
  result.querySelector(".stale")?.remove();
  if (!result.hidden) result.prepend(el("p", { class: "stale" }, say("stale", { time })));
}

const head = ({ application, title, edition, stage }) => [
  el("h2", { class: "unseen" }, say("result")),
  el("p", { class: "project" }, application && el("b", {}, application), application && title && " ", title),
  el("p", { class: "quiet" }, [edition?.name, stage && stageName(stage)].filter(Boolean).join(" · ")),
];

const stageName = (stage) => (["desk", "site", "document"].includes(stage) ? say(stage) : stage);

function numbers({ total, band, status, next, dimensions, bonus }) {
  const full = dimensions.every(({ max }) => max !== null) ? sum(dimensions.map(({ max }) => max)) : null;
  return [
    el(
      "div",
      { class: "total" },
      el("span", { class: "label" }, say("total")),
      el("strong", { id: "total", class: total === null && "none" }, total ?? say("noTotal")),
      total !== null && full && el("span", { class: "quiet" }, say("of", { max: full })),
      band && el("span", { id: "band" }, band.name),
    ),
    status && el("p", { class: "status" }, status),
    next && el("p", { class: "quiet" }, say("next", { name: next.name })),
    el("dl", { class: "bars" }, ...dimensions.flatMap(bar), ...extra(bonus)),
  ];
}

const sum = (texts) => String(texts.reduce((all, text) => all + Math.round(Number(text) * 100), 0) / 100);

const extra = (bonus) =>
  bonus === null || bonus === undefined
    ? []
    : [el("div", {}, el("dt", {}, say("bonus")), el("dd", {}, el("b", {}, `+${bonus}`)))];

function bar({ name, score, max }) {
  const share = score === null || !Number(max) ? 0 : Math.max(0, Math.min(1, Number(score) / Number(max)));
  const line = el("span", { class: "line", "aria-hidden": "true" }, el("span", {}));
  line.firstChild.style.width = `${share * 100}%`;
  const told = score === null ? say("notScored") : score;
  return [
    el("div", {}, el("dt", {}, name), el("dd", {}, el("b", {}, told), score !== null && max !== null && ` / ${max}`), line),
  ];
}

function wrong({ problems }, go) {
  if (!problems.length) return [];
  return [
    el("h2", {}, say("wrong", { n: problems.length })),
    el("ul", { class: "problems" }, ...problems.map((problem) => item(problem, go))),
  ];
}

const item = ({ code, severity, label, cell, message, remedy }, go) =>
  el(
    "li",
    { class: severity },
    el("p", {}, el("span", { class: "kind" }, `${kind(severity)} ${code}`), label && el("span", { class: "quiet" }, ` ${label}`)),
    el("p", {}, message),
    remedy && el("p", { class: "remedy" }, remedy),
    cell && el("button", { type: "button", class: "link", onclick: () => go(cell) }, say("goTo", { cell })),
  );

const kind = (severity) => (["error", "warning", "note"].includes(severity) ? say(severity) : severity);

function missing(found, go) {
  if (!found.missing.length) return [];
  return [
    el("h2", {}, say("missing", { n: found.missing.length })),
    el("ul", { class: "cells" }, ...found.missing.map(({ label, cell }) => el("li", {}, place(label, cell, go)))),
  ];
}

const place = (label, cell, go, more) =>
  el(
    "button",
    { type: "button", onclick: () => go(cell), disabled: !cell },
    el("span", {}, label),
    more,
    cell && el("span", { class: "cell" }, cell),
  );

function criteria({ indicators }, go) {
  if (!indicators.length) return [];
  const each = indicators.map(({ id, name, max, scale, criteria: text, cell, value }) => {
    const given = value === null || value === "" ? say("blank") : say("given", { value });
    const facts = [max !== null && say("full", { max }), scale, given].filter(Boolean).join(" · ");
    return el(
      "li",
      {},
      place(`${id} ${name}`, cell, go),
      el("p", { class: "quiet" }, facts),
      ...[text ?? []].flat().map((line) => el("p", {}, line)),
    );
  });
  return [el("summary", {}, say("criteria")), el("ul", { class: "criteria" }, ...each)];
}

function limit(at, above) {
  if (at === null) return say("unset");
  return Number(at) === 0 && above ? say("below", { at: above }) : say("atLeast", { at });
}

function bands({ bands: all, band }) {
  if (!all.length) return [];
  const rows = all.map(({ id, name, at_least: at }, place) =>
    el(
      "tr",
      { "aria-current": id === band?.id && "true" },
      el("th", { scope: "row" }, name, id === band?.id && el("span", { class: "here" }, ` ${say("reached")}`)),
      el("td", {}, limit(at, all[place - 1]?.at_least)),
    ),
  );
  return [el("summary", {}, say("bands")), el("table", {}, el("tbody", {}, ...rows))];
}
