// The task pane: it keeps the result in step with the sheet, and runs the four scripts.

import * as account from "./pane/account.js";
import { byId, el, fill } from "./pane/dom.js";
import { explain } from "./pane/failures.js";
import * as result from "./pane/result.js";
import { get, headers, post, Refusal } from "./pane/server.js";
import * as sheet from "./pane/sheet.js";
import { choose, language, say } from "./pane/words.js";

const PAUSE = 400; // milliseconds of quiet before the sheet is read again
const DONE = { score: "scored", check: "checked", clear: "cleared", submit: "submitted" };
const OF_XLWINGS = {
  "#xlwings-office-ready-error .mb-3": "notLoaded",
  "#xlwings-taskpane-reload-btn": "reload",
  "#xlwings-taskpane-reload-cancel-btn": "cancel",
};
const state = { found: null, at: null, me: null, submission: null, asked: 0, timer: 0, busy: false, failed: null };

function draw() {
  document.documentElement.lang = language();
  document.title = say("name");
  for (const each of document.querySelectorAll("[data-text]")) each.textContent = say(each.dataset.text);
  for (const each of document.querySelectorAll("[data-hint]")) each.title = say(each.dataset.hint);
  for (const each of document.querySelectorAll("[data-label]")) each.setAttribute("aria-label", say(each.dataset.label));
  for (const each of document.querySelectorAll("[data-lang]")) {
    each.setAttribute("aria-pressed", String(each.dataset.lang === language()));
  }
  for (const [selector, key] of Object.entries(OF_XLWINGS)) {
    const each = document.querySelector(selector);
    if (each) each.textContent = say(key);
  }
  if (state.me) account.show(state.me, forget);
}

// --- what is said

function complain(error, script) {
  state.failed = { error, script };
  const { message, remedy, lead, retry, key } = explain(error, script);
  fill(
    byId("notice"),
    el("p", {}, el("b", {}, message)),
    lead && lead !== message && el("p", {}, lead),
    remedy && el("p", {}, remedy),
    retry && el("button", { type: "button", onclick: refresh }, say("retry")),
  );
  tell("");
  if (key) account.ask(true);
  if (key && !script && !account.has()) byId("notice").hidden = true; // the first use is no mistake
  if (state.at && (script === undefined || error.status === 0)) result.stale(state.at.toLocaleTimeString(language() === "th" ? "th-TH" : "en-GB"));
}

function quiet() {
  state.failed = null;
  byId("notice").hidden = true;
}

function tell(text) {
  const said = byId("said");
  said.textContent = text;
  said.hidden = !text;
}

// --- the live result

/** Reads the sheet and shows what the server finds in it; an answer that a later question overtook is dropped. */
async function refresh() {
  clearTimeout(state.timer);
  const turn = ++state.asked;
  try {
    const read = await sheet.read();
    const found = await post("/pyscoring/pane", { ...read, lang: language() });
    if (turn !== state.asked) return;
    if (found.refused) throw new Refusal(400, found.refused);
    Object.assign(state, { found, at: new Date() });
    if (state.failed?.script === undefined || (state.failed.error.status === 0 && state.failed.script !== "submit")) quiet();
    account.ask(false);
    result.show(found, go);
    if (!state.me) await recall();
  } catch (error) {
    if (turn !== state.asked) return;
    if (error instanceof Refusal && error.status === 400) {
      state.at = null;
      result.hide();
    }
    complain(error);
  }
}

function soon() {
  clearTimeout(state.timer);
  state.timer = setTimeout(refresh, PAUSE);
}

function edited() {
  state.submission = null; // other scores are another submission
  soon();
}

async function recall() {
  state.me = await get("/pyscoring/me");
  account.show(state.me, forget);
}

async function go(cell) {
  try {
    await sheet.goTo(state.found.sheet, cell);
  } catch (error) {
    complain(error, "go");
  }
}

// --- the scripts

async function press(name) {
  if (state.busy) return;
  busy(name);
  quiet();
  tell(say("working", { what: say(name) }));
  try {
    const said = await run(name);
    if (name === "submit") state.submission = null;
    await Promise.all([refresh(), name === "submit" && recall()]);
    const open = name === "score" && state.found?.total === null;
    tell([say(open ? "scoredOpen" : DONE[name]), ...said].join("\n"));
  } catch (error) {
    complain(error, name);
    byId("notice").focus();
    if (error.status !== 0) await refresh();
  } finally {
    busy(null);
  }
}

/** As `xlwings.runPython`, which would show what fails as it comes; the script's alerts are given back. */
async function run(name) {
  const said = [];
  xlwings.registerCallback(function alert(context, action) {
    said.push(String(action.args[0]));
  });
  const args = [language()];
  if (name === "submit") args.push((state.submission ??= crypto.randomUUID()));
  await Excel.run(async (context) => {
    const book = await xlwings.getBookData({ headers: await headers() }, context);
    const answer = await post(`/xlwings/custom-scripts-call/${name}`, { ...book, args });
    await xlwings.runActions(answer, context);
    await context.sync();
  });
  return said;
}

function busy(name) {
  state.busy = name !== null;
  for (const each of document.querySelectorAll("[data-script]")) {
    each.disabled = state.busy;
    each.setAttribute("aria-busy", String(each.dataset.script === name));
  }
}

function forget() {
  account.drop();
  Object.assign(state, { me: null, found: null, at: null });
  byId("account").hidden = true;
  result.hide();
  quiet();
  account.ask(true);
  tell(say("forgotten"));
}

// --- the beginning

document.querySelectorAll("[data-lang]").forEach((each) =>
  each.addEventListener("click", () => {
    choose(each.dataset.lang);
    tell("");
    draw();
    if (state.failed) complain(state.failed.error, state.failed.script);
    refresh();
  }),
);
document.querySelectorAll("[data-script]").forEach((each) => each.addEventListener("click", () => press(each.dataset.script)));
byId("key").addEventListener("submit", (event) => {
  event.preventDefault();
  account.save(byId("token").value);
  byId("key").reset();
  state.me = null;
  quiet();
  refresh();
});
window.addEventListener("online", refresh);
globalThis.pyscoring = { press, refresh };

draw();
Office.onReady(async () => {
  try {
    await sheet.watch(edited, soon);
  } catch (error) {
    complain(error);
  }
  await refresh();
});
