// What a hostile page tries against the server at `target`. Each attempt tells what the page learnt:
// "refused" if nothing, else what came back.
globalThis.attack = async (target) => {
  const body = JSON.stringify({ blocks: [{ id: "0", text: "The clerk said it may rain." }] });
  const found = {};
  const attempt = async (name, act) => {
    try {
      found[name] = await Promise.race([
        act(),
        new Promise((done) => setTimeout(done, 8000, "no answer at all")),
      ]);
    } catch {
      found[name] = "refused";
    }
  };
  const got = async (path, options) => {
    const response = await fetch(target + path, options);
    return `${response.type} ${response.status} ${(await response.text()).slice(0, 80)}`;
  };
  const loads = (tag, properties) =>
    new Promise((done) => {
      const element = Object.assign(document.createElement(tag), properties);
      element.onload = () => done("loaded");
      element.onerror = () => done("refused");
      document.body.append(element);
    });

  for (const path of ["/v1/status", "/v1/sample", "/v1/tokens", "/v1/feedback", "/openapi.json", "/"]) {
    await attempt(`fetch ${path}`, () => got(path));
    await attempt(`no-cors ${path}`, () => got(path, { mode: "no-cors" }));
  }
  const json = { "Content-Type": "application/json" };
  await attempt("post json", () => got("/v1/analyze", { method: "POST", headers: json, body }));
  await attempt("post json with a token", () =>
    got("/v1/analyze", { method: "POST", headers: { ...json, Authorization: "Bearer guess" }, body }),
  );
  await attempt("ask to pair", () => got("/v1/pairing", { method: "POST", headers: json, body: "{}" }));
  await attempt("delete", () => got("/v1/feedback", { method: "DELETE" }));
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json"]) {
    await attempt(`no-cors post ${type}`, () =>
      got("/v1/analyze", { method: "POST", mode: "no-cors", headers: { "Content-Type": type }, body }),
    );
  }
  await attempt("beacon", async () => {
    navigator.sendBeacon(`${target}/v1/analyze`, new Blob([body], { type: "text/plain" }));
    return "refused"; // A page never learns what becomes of it; the server's log tells.
  });
  await attempt("image", () => loads("img", { src: `${target}/icon.svg` }));
  await attempt("script", () => loads("script", { src: `${target}/page.js` }));
  await attempt("json as script", () => loads("script", { src: `${target}/v1/sample` }));
  await attempt("style", () => loads("link", { rel: "stylesheet", href: `${target}/page.css` }));
  await attempt("worker", () =>
    new Promise((done) => {
      new Worker(`${target}/page.js`).onerror = () => done("refused");
    }),
  );
  await attempt("web socket", () =>
    new Promise((done) => {
      const socket = new WebSocket(`${target.replace("http", "ws")}/v1/analyze`);
      socket.onopen = () => done("open");
      socket.onerror = () => done("refused");
    }),
  );
  await attempt("event source", () =>
    new Promise((done) => {
      const source = new EventSource(`${target}/v1/status`);
      source.onopen = () => done("open");
      source.onerror = () => {
        source.close();
        done("refused");
      };
    }),
  );
  const frame = document.createElement("iframe");
  frame.name = "frame";
  const inFrame = async (act) => {
    const loaded = new Promise((done) => (frame.onload = done));
    act();
    await loaded;
    const text = frame.contentDocument?.body?.innerText;
    return text ? `read ${text.slice(0, 80)}` : "refused";
  };
  await attempt("frame", () =>
    inFrame(() => {
      frame.src = `${target}/`;
      document.body.append(frame);
    }),
  );
  await attempt("form", () =>
    inFrame(() => {
      const form = document.createElement("form");
      Object.assign(form, { method: "POST", action: `${target}/v1/analyze`, target: "frame", enctype: "text/plain" });
      const input = document.createElement("input");
      // The old trick: JSON in the name of a field.
      Object.assign(input, { name: `${body.slice(0, -1)}, "x": "`, value: '"}' });
      form.append(input);
      document.body.append(form);
      form.submit();
    }),
  );
  return found;
};
