// Talking to the server this page came from. The page's token lives in sessionStorage: it ends with the tab.

const TOKEN = "reportedly-page-token";

/** An answer that says no: `message` is the server's own, `status` 0 when nothing answered at all. */
export class CallError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const hasToken = () => sessionStorage.getItem(TOKEN) !== null;

export const dropToken = () => sessionStorage.removeItem(TOKEN);

/** Exchanges the one-time key in the address, if there is one, and takes it out of the address. */
export async function useKey() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (key === null) return;
  history.replaceState(null, "", location.pathname);
  const { token } = await call("POST", "/v1/page-tokens", { key });
  sessionStorage.setItem(TOKEN, token);
}

/** The answer's JSON, or null where there is none. Throws a CallError. */
export async function call(method, path, body) {
  const headers = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (hasToken()) headers.Authorization = `Bearer ${sessionStorage.getItem(TOKEN)}`;
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new CallError(0, "The server does not answer. Start it with: reportedly serve");
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  throw new CallError(response.status, answer?.error?.message ?? `The server answered ${response.status}.`);
}
