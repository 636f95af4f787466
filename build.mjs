// Bundles the front end into portal/static/dist with hashed names and a manifest; `node build.mjs` after `npm ci`.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const home = path.dirname(fileURLToPath(import.meta.url));
const sources = path.join(home, "portal/assets");
const finished = path.join(home, "portal/static/dist");
const outlines = path.join(home, "node_modules/@tabler/icons/icons/outline");
const manifest = {};
let target = "";

function filesUnder(folder, extensions) {
  const found = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === "static") continue;
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesUnder(full, extensions));
    else if (extensions.includes(path.extname(entry.name))) found.push(full);
  }
  return found;
}

function isIcon(name) {
  return fs.existsSync(path.join(outlines, name + ".svg"));
}

/** Icon names a template uses: literals inside its tags that are not subscripts or dictionary keys. */
function namesInTemplate(text, file, names) {
  for (const tag of text.match(/\{[{%][\s\S]*?[}%]\}/g) || []) {
    for (const call of tag.matchAll(/\bicon\(\s*'([^']*)'/g)) {
      if (!isIcon(call[1])) throw new Error(`${path.relative(home, file)}: there is no icon "${call[1]}"`);
    }
    for (const literal of tag.matchAll(/(?<!\w\[|\]\[|\)\[)['"]([a-z0-9]+(?:-[a-z0-9]+)*)['"](?!\s*:|\s*\])/g)) {
      if (isIcon(literal[1])) names.add(literal[1]);
    }
  }
}

/** Icon names Python gives to templates: icon="mail", "icon": "mail", icon_name="mail". */
function namesInPython(text, file, names) {
  for (const use of text.matchAll(/\bicon(?:_name)?["']?\s*[:=]\s*["']([a-z0-9-]+)["']/g)) {
    if (!isIcon(use[1])) throw new Error(`${path.relative(home, file)}: there is no icon "${use[1]}"`);
    names.add(use[1]);
  }
}

function usedIcons() {
  const names = new Set();
  for (const file of filesUnder(path.join(home, "templates"), [".html"])) namesInTemplate(fs.readFileSync(file, "utf8"), file, names);
  for (const folder of ["portal", "tenants"]) {
    if (!fs.existsSync(path.join(home, folder))) continue;
    for (const file of filesUnder(path.join(home, folder), [".py"])) namesInPython(fs.readFileSync(file, "utf8"), file, names);
  }
  return [...names].sort();
}

function symbol(name) {
  const svg = fs.readFileSync(path.join(outlines, name + ".svg"), "utf8").replace(/<!--[\s\S]*?-->/g, "");
  const inside = svg.match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1].replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" stroke-linecap="round" stroke-linejoin="round">${inside}</symbol>`;
}

/** Writes a file under a name that carries the hash of its content. */
function keep(name, content) {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash("sha256").update(content).digest("base64url").replace(/[-_]/g, "").slice(0, 8).toUpperCase();
  manifest[name] = `${stem}-${hash}${ext}`;
  fs.writeFileSync(path.join(target, manifest[name]), content);
}

async function bundle() {
  const entries = fs.readdirSync(sources).filter((name) => /\.(css|js)$/.test(name)).map((name) => path.join(sources, name));
  const result = await build({
    entryPoints: entries,
    outdir: target,
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome87", "es2020"],
    legalComments: "linked",
    metafile: true,
    nodePaths: [path.join(home, "node_modules")],
    absWorkingDir: home,
    logLevel: "warning",
  });
  for (const [output, about] of Object.entries(result.metafile.outputs)) {
    if (about.entryPoint) manifest[path.basename(about.entryPoint)] = path.basename(output);
  }
}

/** Puts the new build in place of the old one in one step, so that a server or a second build never meets half of it. */
function putInPlace() {
  const old = target + ".old";
  if (fs.existsSync(finished)) fs.renameSync(finished, old);
  fs.renameSync(target, finished);
  fs.rmSync(old, { recursive: true, force: true });
}

fs.mkdirSync(path.dirname(finished), { recursive: true });
target = fs.mkdtempSync(path.join(path.dirname(finished), ".building-"));
fs.chmodSync(target, 0o755);
process.on("exit", () => fs.rmSync(target, { recursive: true, force: true }));
await bundle();
const icons = usedIcons();
keep("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${icons.map(symbol).join("")}</svg>`);
for (const image of fs.readdirSync(path.join(sources, "images"))) keep(image, fs.readFileSync(path.join(sources, "images", image)));
fs.writeFileSync(path.join(target, "manifest.json"), JSON.stringify(manifest, Object.keys(manifest).sort(), 2) + "\n");
putInPlace();
console.log(`${Object.keys(manifest).length} files, ${icons.length} icons`);
