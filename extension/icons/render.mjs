// Makes the PNGs of the icon from icon.svg with an installed Chromium, whose canvas draws each size.
// Needed only after icon.svg has changed: the PNGs are kept beside it. CHROMIUM names another program.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SIZES = [16, 32, 48, 96, 128];
const here = import.meta.dirname;
const svg = readFileSync(join(here, "icon.svg"), "utf8");

const page = `<!doctype html><pre></pre><script>
  const icon = new Image();
  icon.onload = () => {
    document.querySelector("pre").textContent = ${JSON.stringify(SIZES)}.map((size) => {
      const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
      const pen = canvas.getContext("2d");
      pen.imageSmoothingQuality = "high";
      pen.drawImage(icon, 0, 0, size, size);
      return size + "=" + canvas.toDataURL("image/png").split(",")[1];
    }).join("\\n");
  };
  icon.src = "data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}";
</script>`;

const folder = mkdtempSync(join(tmpdir(), "icons-"));
try {
  const file = join(folder, "icons.html");
  writeFileSync(file, page);
  const arguments_ = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    `--user-data-dir=${join(folder, "profile")}`,
  ];
  const dom = execFileSync(
    process.env.CHROMIUM ?? "chromium",
    [...arguments_, "--virtual-time-budget=2000", "--dump-dom", `file://${file}`],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  for (const size of SIZES) {
    const found = dom.match(new RegExp(`^(?:.*>)?${size}=([A-Za-z0-9+/=]+)`, "m"));
    if (!found) throw new Error(`Chromium drew no icon of ${size} pixels`);
    writeFileSync(join(here, `${size}.png`), Buffer.from(found[1], "base64"));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
