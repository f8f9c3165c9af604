// Who the person is, what is assigned, and what was submitted.

import { byId, el, fill } from "./dom.js";
import { knows, language, say } from "./words.js";

const KEPT = "pyscoring-key"; // static/js/auth.js reads it too
const DIGITS = 12; // of a file's SHA-256

export const save = (key) => localStorage.setItem(KEPT, key.trim().replace(/^Bearer\s+/i, ""));
export const drop = () => localStorage.removeItem(KEPT);
export const has = () => localStorage.getItem(KEPT) !== null;

/** `forget` is called when the person wants the key gone. */
export function show(me, forget) {
  const each = me.assignments.map(({ application, title, stage, submitted }) =>
    el(
      "li",
      {},
      el("p", {}, el("b", {}, application), ` ${title ?? ""}`, stage && el("span", { class: "quiet" }, ` · ${knows(stage) ? say(stage) : stage}`)),
      ...(submitted.length ? submitted.map(sent) : [el("p", { class: "quiet" }, say("notSent"))]),
    ),
  );
  fill(
    byId("account"),
    el("h2", {}, say("account")),
    me.name && el("p", {}, say("you", { name: me.name })),
    each.length ? el("ul", { class: "sent" }, ...each) : el("p", { class: "quiet" }, say("nothingAssigned")),
    has() && el("button", { type: "button", class: "link", onclick: forget }, say("forget")),
  );
}

const sent = ({ time, sha256 }) => el("p", { class: "quiet" }, say("sent", { time: when(time), hash: sha256.slice(0, DIGITS) }));

function when(time) {
  const at = new Date(time);
  const place = language() === "th" ? "th-TH-u-ca-buddhist" : "en-GB";
  return Number.isNaN(at.valueOf()) ? time : at.toLocaleString(place, { dateStyle: "medium", timeStyle: "short" });
}

export function ask(wanted) {
  byId("key").hidden = !wanted;
}
