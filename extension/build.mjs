// Builds the extension: src/ -> ../dist/chrome and ../dist/firefox, one bundle for both, and a manifest for each.
//
// Also makes ../dist/test/content.js for the tests of extraction and anchoring, and leaves esbuild's account of what
// went into the bundles in build/meta.json. Nothing here depends on the time or the machine.

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { LOCALES, messages } from "./tools/locales.mjs";
import { notices } from "./tools/notices.mjs";
import { stylesAsText } from "./tools/styles-as-text.mjs";
import { readabilityWithoutMarkup } from "./tools/without-markup.mjs";

const HERE = import.meta.dirname;
const DIST = join(HERE, "..", "dist");
const BROWSERS = ["chrome", "firefox"];
const PAGES = ["popup", "options", "panel"];
const ICONS = [16, 32, 48, 96, 128];

const json = async (...path) => JSON.parse(await readFile(join(HERE, ...path), "utf8"));
const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;

const SHARED = {
  absWorkingDir: HERE,
  bundle: true,
  format: "iife",
  target: ["chrome148", "firefox150"],
  charset: "utf8",
  legalComments: "none", // all notices stand in THIRD_PARTY_NOTICES.txt
  plugins: [readabilityWithoutMarkup, stylesAsText],
  logLevel: "warning",
};

const { outputFiles, metafile } = await build({
  ...SHARED,
  entryPoints: {
    background: "src/background/index.ts",
    content: "src/content/index.ts",
    arrive: "src/content/arrive.ts",
    ...Object.fromEntries(PAGES.map((page) => [page, `src/${page}/index.ts`])),
  },
  outdir: "build/bundle",
  write: false,
  metafile: true,
});
await mkdir(join(HERE, "build"), { recursive: true });
await writeFile(join(HERE, "build", "meta.json"), asJson(metafile));

const { outputFiles: styles } = await build({
  ...SHARED,
  entryPoints: PAGES.map((page) => `src/${page}/${page}.css`),
  outdir: "build/bundle",
  write: false,
});

/** A page of the extension: its body in the frame that all have in common. */
async function html(page) {
  const frame = await readFile(join(HERE, "src", "shared", "page.html"), "utf8");
  const body = await readFile(join(HERE, "src", page, `${page}.html`), "utf8");
  return frame.replaceAll("{page}", page).replace("{body}", () => body.trim());
}

const base = await json("manifest.base.json");
const { version } = await json("package.json");
const notice = await notices(HERE, metafile);

for (const browser of BROWSERS) {
  const target = join(DIST, browser);
  await rm(target, { recursive: true, force: true });
  await mkdir(join(target, "icons"), { recursive: true });
  const put = (name, content) => writeFile(join(target, name), content);
  const copy = (from, to) => cp(join(HERE, from), join(target, to));
  const own = base[browser];
  const permissions = [...base.common.permissions, ...(own.permissions ?? [])];
  await put("manifest.json", asJson({ ...base.common, version, ...own, permissions }));
  for (const file of [...outputFiles, ...styles]) await put(file.path.split(/[\\/]/).at(-1), file.contents);
  for (const page of PAGES) await put(`${page}.html`, await html(page));
  if (browser === "chrome") await copy("managed-schema.json", "managed-schema.json");
  for (const name of ["marks.css", "marks-dark.css"]) await copy(join("src", "content", name), name);
  for (const size of ICONS) await copy(join("icons", `${size}.png`), join("icons", `${size}.png`));
  for (const locale of LOCALES) {
    await mkdir(join(target, "_locales", locale), { recursive: true });
    await put(join("_locales", locale, "messages.json"), asJson(await messages(HERE, locale)));
  }
  await put("THIRD_PARTY_NOTICES.txt", notice);
  await copy(join("..", "LICENSE"), "LICENSE"); // the Apache License asks for a copy of itself
}

await build({
  ...SHARED,
  entryPoints: { content: "test/expose.ts" },
  outdir: join(DIST, "test"),
});
