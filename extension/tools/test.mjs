// Runs the tests of test/ that need no browser, with Node's own test runner, after bundling them from TypeScript.
// What needs a page is tested in real browsers, in ../tests/browser.

import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const HERE = join(import.meta.dirname, "..");
const MADE = join(HERE, "build", "test");

const tests = (await readdir(join(HERE, "test"))).filter((name) => name.endsWith(".test.ts"));
await rm(MADE, { recursive: true, force: true });
await build({
  absWorkingDir: HERE,
  entryPoints: tests.map((name) => join("test", name)),
  outdir: MADE,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  external: ["*.mjs"],
  logLevel: "warning",
});
const files = tests.map((name) => join(MADE, name.replace(/\.ts$/, ".mjs")));
const { status } = spawnSync(process.execPath, ["--test", ...files], { cwd: HERE, stdio: "inherit" });
process.exit(status ?? 1);
