// Bundles the chat widget: `widget.js` for the foreign page; a script for each language and one style for the hub's own frame.
import { build } from "esbuild";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = new URL(".", import.meta.url);
const out = new URL("../../hub/web/static/widget/", here);

const shared = {
  absWorkingDir: fileURLToPath(here),
  bundle: true,
  minify: true,
  format: "iife",
  // Safari 16.4 is the first with adopted style sheets, which the launcher needs on pages that forbid inline styles.
  target: ["chrome101", "firefox101", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  write: false,
};

async function bundle(source, name, alias = {}) {
  const { outputFiles } = await build({ ...shared, entryPoints: [source], alias });
  const contents = outputFiles[0].contents;
  await writeFile(new URL(name, out), contents);
  console.log(`${name}: ${gzipSync(contents, { level: 9 }).length} B gzipped`);
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await bundle("src/loader.ts", "widget.js");
await bundle("src/frame.ts", "frame.en.js", { texts: "./src/texts/en.ts" });
await bundle("src/frame.ts", "frame.zh.js", { texts: "./src/texts/zh.ts" });
await bundle("src/frame.css", "frame.css");
