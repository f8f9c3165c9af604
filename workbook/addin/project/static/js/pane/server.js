// Requests to our server. xlwings' helper is used, since `fetch` gives up after 60 seconds on macOS.

const SECONDS = 60;

/** What the server or the network refused: `status` is 0 where there was no answer. */
export class Refusal extends Error {
  constructor(status, detail) {
    super(detail || `HTTP ${status}`);
    this.status = status;
    this.detail = detail;
  }
}

export async function headers() {
  const { token, provider } = await globalThis.getAuth();
  return {
    "Content-Type": "application/json",
    ...(token && { Authorization: token }),
    ...(provider && { "Auth-Provider": provider }),
  };
}

const address = (path) => window.location.origin + globalThis.config.appPath + path;

export const get = (path) => answered(async () => xwRequest.get(address(path), await options()));
export const post = (path, body) => answered(async () => xwRequest.post(address(path), body, await options()));

async function options() {
  return { headers: await headers(), timeout: SECONDS * 1000 };
}

async function answered(ask) {
  try {
    return (await ask()).data;
  } catch (error) {
    if (error.response) throw new Refusal(error.response.status, detail(error.response.data));
    if (error.request) throw new Refusal(0, "");
    throw error;
  }
}

/** The server's own words; a page that something between us and the server made is not for reading. */
function detail(data) {
  const text = typeof data === "string" ? data : (data?.detail ?? data?.error ?? "");
  return typeof text === "string" && !/^\s*</.test(text) && text !== "An error occurred." ? text.trim() : "";
}
