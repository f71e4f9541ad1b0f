// The notices for what is bundled, made from esbuild's own account of it: a package cannot be forgotten.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const RULE = "=".repeat(80);

/**
 * The text of THIRD_PARTY_NOTICES.txt. Each package has a head that a program can read, lines of `Name: value`:
 * Package, Version, License, Homepage; then an empty line and the licence's text.
 *
 * Throws when a bundled package tells no licence or carries no licence file.
 */
export async function notices(extension, metafile) {
  const parts = ["What this extension contains that others have made, each under its own licence.\n"];
  for (const name of bundledPackages(metafile)) {
    const folder = join(extension, "node_modules", name);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
    if (!about.license || !file) throw new Error(`${name} is bundled and has no licence that could be told`);
    const head = { Package: name, Version: about.version, License: about.license, Homepage: about.homepage };
    const lines = Object.entries(head).filter(([, value]) => value);
    const text = (await readFile(join(folder, file), "utf8")).trim();
    parts.push(`${lines.map(([key, value]) => `${key}: ${value}`).join("\n")}\n\n${text}\n`);
  }
  return parts.join(`\n${RULE}\n\n`);
}

/** The names of the npm packages in the bundles, sorted. */
export function bundledPackages(metafile) {
  const names = new Set();
  for (const output of Object.values(metafile.outputs)) {
    for (const input of Object.keys(output.inputs)) {
      const inside = input.split("node_modules/").at(-1);
      if (inside === input) continue;
      names.add(
        inside
          .split("/")
          .slice(0, inside.startsWith("@") ? 2 : 1)
          .join("/"),
      );
    }
  }
  return [...names].sort();
}
