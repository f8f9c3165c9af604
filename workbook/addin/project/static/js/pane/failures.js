// From what went wrong to what a person can read and do.

import { Refusal } from "./server.js";
import { knows, say } from "./words.js";

const OURS = [401, 413, 429]; // told before the server knows the language, or by a proxy

/** {message, remedy, retry, key}: `retry` where trying again may help, `key` where an access key is wanted. */
export function explain(error, script = "") {
  return error instanceof Refusal ? refusal(error, script) : excel(error);
}

function refusal({ status, detail }, script) {
  if (status === 0) {
    const what = script === "submit" ? "unsent" : "network";
    return { message: say("network"), remedy: say(`${what}Remedy`), lead: say(what), retry: script !== "submit" };
  }
  const own = `status${status}`;
  if (status >= 500) return { message: say("server"), remedy: detail || say("serverRemedy"), retry: true };
  const withKey = (globalThis.config.authProviders ?? []).includes("custom");
  if (status === 401 && !withKey) return { message: say("signIn"), remedy: say("signInRemedy") };
  if (OURS.includes(status)) return { message: say(own), remedy: say(`${own}Remedy`), key: status === 401, retry: status === 429 };
  const remedy = knows(own) ? say(`${own}Remedy`) : "";
  return { message: detail || say(knows(own) ? own : "refused"), remedy };
}

/** Excel's client says why by a code; xlwings wraps it once when an action fails. */
function excel(error) {
  if (typeof Excel === "undefined") return { message: say("noExcel"), remedy: say("noExcelRemedy") };
  const code = error?.cause?.code ?? error?.code ?? error?.name ?? "?";
  console.error(error);
  return knows(code)
    ? { message: say(code), remedy: say(`${code}Remedy`) }
    : { message: say("excel", { code }), remedy: say("excelRemedy") };
}
