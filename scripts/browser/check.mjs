// Opens reports in Chromium and uses them as a reader would.
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { folder, launch, root, taoxi } from "./browser.mjs";
import { config, documents, named, payloads, visible } from "./payloads.mjs";
import { million } from "./million.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await launch();
let failures = 0;
const check = (what, good, detail = "") => {
  if (!good) failures += 1;
  if (!good || detail) console.log(`${good ? "ok  " : "FAIL"} ${what}${detail ? `: ${detail}` : ""}`);
};
const equal = (what, found, wanted) => check(what, found === wanted, found === wanted ? "" : `${found}, not ${wanted}`);

// Opens a page and notes all that should not happen on it.
const open = async (path, options = {}, hash = "") => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const noise = { errors: [], requests: [], dialogs: 0 };
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && noise.errors.push(m.text()));
  page.on("pageerror", (e) => noise.errors.push(String(e)));
  page.on("request", (r) => !/^(file:.*\.html(#.*)?|data:.*)$/.test(r.url()) && noise.requests.push(r.url()));
  page.on("dialog", (d) => { noise.dialogs += 1; d.dismiss(); });
  await page.goto(pathToFileURL(path).href + hash);
  return { page, noise, close: () => context.close() };
};
const quiet = (what, noise) => {
  equal(`${what}: console errors`, noise.errors.join(" | "), "");
  equal(`${what}: network requests`, noise.requests.join(" | "), "");
  equal(`${what}: dialogs`, noise.dialogs, 0);
};
const accessible = async (what, page) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  check(`${what}: axe`, violations.length === 0, violations.map((v) => `${v.id} (${v.nodes.length}: ${v.nodes[0].target} ${v.nodes[0].failureSummary.replaceAll("\n", " ")})`).join("; "));
};
const texts = (page, selector) => page.locator(selector).allTextContents();

// The example of the front page.
cpSync(join(root, "raw"), join(folder, "raw"), { recursive: true });
taoxi("clean", "raw", "-o", "cleaned", "--isolated");
const report = join(folder, "cleaned/_taoxi/report.html");
check("raw: at most 200 KB", statSync(report).size <= 200 << 10, `${statSync(report).size} bytes`);
{
  const { page, noise, close } = await open(report);
  const rows = () => texts(page, "#file-rows tr td:first-child");
  const all = await rows();
  check("raw: files are listed", all.length >= 10);

  await page.keyboard.press("/");
  equal("/ goes to the search", await page.evaluate(() => document.activeElement.id), "query");
  await page.keyboard.type("BIG5");
  equal("search finds by path", (await rows()).join(), "big5.txt");
  await page.keyboard.press("Escape");
  await page.fill("#query", "SCR001");
  check("search finds by rule", (await rows()).length > 1 && (await rows()).length < all.length);
  await page.fill("#query", "no such file");
  check("search finds nothing", (await rows()).length === 0 && (await page.locator("#no-files").isVisible()));
  await page.fill("#query", "");

  const sorted = [...all].sort();
  await page.click('th[data-sort="path"] button');
  equal("sorted by path, upwards", (await rows()).join(), sorted.join());
  equal("the head says so", await page.getAttribute('th[data-sort="path"]', "aria-sort"), "ascending");
  await page.click('th[data-sort="path"] button');
  equal("and downwards", (await rows()).join(), sorted.reverse().join());
  await page.click('th[data-sort="before"] button');
  const sizes = (await texts(page, "#file-rows td:nth-child(3)")).map((n) => Number(n.replaceAll(",", "")));
  check("sorted by number", sizes.every((n, i) => i === 0 || sizes[i - 1] >= n));

  const here = () => page.evaluate(() => [...document.querySelectorAll("#diffs .hunk")].findIndex((h) => h.classList.contains("here")));
  await page.keyboard.press("j");
  const first = await here();
  await page.keyboard.press("j");
  const second = await here();
  check("j goes to the next change", first >= 0 && second > first);
  await page.keyboard.press("k");
  equal("k goes back", await here(), first);
  await page.keyboard.press("r");
  equal("r goes to the rules", await page.evaluate(() => document.activeElement.id), "rule");
  await page.selectOption("#rule", "SCR001");
  const shown = await page.$$eval("#diffs .hunk", (hunks) => hunks.filter((h) => !h.hidden).map((h) => h.querySelector('[title~="SCR001"]') !== null));
  check("a rule filters changes", shown.length > 0 && shown.every(Boolean));
  await page.selectOption("#rule", "");
  await page.evaluate(() => document.activeElement.blur());
  for (const mode of ["after", "before", "both"]) {
    await page.keyboard.press("d");
    equal("d shows changes another way", await page.getAttribute("html", "data-mode"), mode);
  }
  await page.fill("#score", "0");
  check("the score filters changes", (await page.$$eval("#diffs .hunk", (h) => h.filter((x) => !x.hidden).length)) < shown.length + 1);
  await page.fill("#score", "1");
  await page.keyboard.press("?");
  check("? opens the help", await page.locator("#help").isVisible());
  await page.keyboard.press("Escape");
  check("and Escape closes it", !(await page.locator("#help").isVisible()));

  check("it opens in the user's language", (await page.locator("h1").innerText()).includes("淘洗"));
  await page.click("#lang");
  check("the other language", !/[\u4e00-\u9fff]/.test(await page.locator("nav").innerText()));
  equal("and the page says so", await page.getAttribute("html", "lang"), "en");
  const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.click("#theme");
  check("the other theme", light !== (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)));
  check("the view is in the address", /lang=en/.test(page.url()) && /theme=dark/.test(page.url()));
  await page.click('nav a[href="#files"]');
  check("a section joins the view", /at=files/.test(page.url()) && /lang=en/.test(page.url()));
  const again = await open(report, {}, new URL(page.url()).hash);
  equal("and comes back from it", await again.page.getAttribute("html", "lang"), "en");
  check("at its section", await again.page.evaluate(() => scrollY > 100));
  await again.close();

  await page.emulateMedia({ media: "print" });
  check("print leaves the tools out", !(await page.locator("#query").isVisible()) && !(await page.locator("#print").isVisible()));
  const folded = await page.$$eval("#diffs details:not([open])", (d) => d.length);
  const pdf = await page.pdf();
  check("print makes pages", pdf.length > 50_000, `${folded} folded, ${pdf.length >> 10} KiB of PDF`);
  quiet("raw", noise);
  await close();
}
for (const lang of ["zh", "en"]) for (const theme of ["light", "dark"]) {
  const { page, close } = await open(report, { colorScheme: theme }, `#lang=${lang}`);
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  await accessible(`raw, ${lang}, ${theme}`, page);
  await page.click("#keys");
  await accessible(`help, ${lang}, ${theme}`, page);
  await close();
}
for (const width of [375, 768]) {
  const { page, close } = await open(report, { viewport: { width, height: 800 } });
  check(`nothing sticks out at ${width} px`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await close();
}
{
  const { page, noise, close } = await open(report, { javaScriptEnabled: false });
  const text = await page.locator("main").innerText();
  for (const [what, wanted] of [["overview", "守恒"], ["rules", "SCR001"], ["files", "newspaper.txt"]]) {
    check(`without JavaScript: ${what}`, text.includes(wanted));
  }
  check("without JavaScript: changes", await page.locator("#diffs .hunk").first().isVisible());
  await page.locator("#diffs details:not([open]) summary").first().click();
  check("without JavaScript: no dead buttons", !(await page.locator("#query").isVisible()) && !(await page.locator("#lang").isVisible()));
  quiet("without JavaScript", noise);
  await close();
}

// A run over a million files.
{
  const path = million(report.replace("report.html", "report.json"));
  const size = statSync(path).size;
  check("a million files: at most 5 MB", size <= 5 << 20, `${size} bytes`);
  const { page, noise, close } = await open(path);
  const time = await page.evaluate(() => performance.getEntriesByType("navigation")[0].domComplete);
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  // Times depend on the machine, so they are told, and what they grow with is checked.
  check("a million files: few enough elements", nodes < 60_000, `${nodes}, interactive after ${Math.round(time)} ms`);
  const from = Date.now();
  await page.fill("#query", "f00000");
  await page.waitForFunction(() => document.querySelectorAll("#file-rows tr").length < 50);
  check("a million files: search", true, `${Date.now() - from} ms`);
  await page.fill("#query", "");
  await page.evaluate(() => document.activeElement.blur());
  const top = () => page.locator("#file-rows td").first().textContent();
  const before = await top();
  await page.keyboard.press("]");
  check("] turns the page", before !== (await top()) && (await page.locator("#pages").textContent()).startsWith("2 /"));
  await page.keyboard.press("[");
  equal("[ turns it back", await top(), before);
  check("a million files: the list says it is a part", (await page.locator("#files").innerText()).includes("1,000,000"));
  quiet("a million files", noise);
  await close();
}

// Hostile texts in documents, titles, paths, rule names and the configuration.
{
  mkdirSync(join(folder, "hostile"));
  documents(join(folder, "hostile"));
  writeFileSync(join(folder, "hostile.toml"), config());
  taoxi("clean", "hostile", "-o", "hostile-out", "--config", "hostile.toml");
  taoxi("clean", "hostile", "-o", "plain-out", "--isolated");
  taoxi("compare", "plain-out", "hostile-out", "--html", "compare.html");
  const path = join(folder, "hostile-out/_taoxi/report.html");
  const intruders = (page) => page.evaluate(() =>
    [...document.querySelectorAll("img, iframe, object, embed, base, meta[http-equiv=refresh], h1 ~ h1, main h1, main style, main script, main template")].length +
    [...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) => a.name.startsWith("on") || /^\s*javascript:/i.test(a.value) && a.name === "href")).length);
  const { page, noise, close } = await open(path);
  const text = await page.locator("main").evaluate((main) => main.textContent);
  const all = (what, selector, count) => check(`hostile: ${what}`, count === payloads.length, `${count} of ${payloads.length} shown literally`);
  const in_ = async (selector) => (await texts(page, selector));
  const removed = await in_("#rules .samples del");
  all("document text", "", payloads.filter((p) => removed.filter((t) => t === visible(p)).length >= 1).length);
  const lines = await in_("#rules .samples td:first-child");
  all("titles", "", payloads.filter((p, n) => removed.some((t, i) => t === visible(p) && lines[i].endsWith(":1"))).length);
  const names = await in_("#rules table:not(.samples) .zh");
  all("rule names", "", payloads.filter((p) => names.some((t) => t === visible(p))).length);
  const paths = await in_("#file-rows td:first-child");
  all("paths", "", payloads.filter((p, n) => paths.some((t) => t.includes(named(p.replaceAll("/", "_"))))).length);
  const values = (await in_("#configuration")).join();
  all("configuration", "", payloads.filter((p) => values.includes(visible(JSON.stringify(p).slice(1, -1))) || values.includes(visible(p))).length);
  for (const payload of payloads) {
    await page.fill("#query", payload);
    await page.keyboard.press("Escape");
  }
  await page.fill("#query", "");
  await page.evaluate(() => document.activeElement.blur());
  for (const key of "jjjkdddrs?") await page.keyboard.press(key);
  await page.keyboard.press("Escape");
  for (const payload of payloads) {
    await page.evaluate((p) => { location.hash = new URLSearchParams({ q: p, rule: p, mode: p, sort: p, theme: p, lang: p, at: p, page: p, score: p }).toString(); }, payload);
  }
  await page.locator("summary, .hunk span[title]").first().hover();
  equal("hostile: elements made of text", await intruders(page), 0);
  check("hostile: nothing reorders the text", !/[\u202a-\u202e\u2066-\u2069\u2028\u2029\0]/.test(text));
  quiet("hostile", noise);
  await close();
  for (const other of [path, join(folder, "compare.html")]) {
    for (const javaScriptEnabled of [true, false]) {
      const seen = await open(other, { javaScriptEnabled });
      if (javaScriptEnabled) equal("hostile: elements made of text", await intruders(seen.page), 0);
      quiet(`hostile ${other.split("/").pop()}`, seen.noise);
      await seen.close();
    }
  }
}

// A comparison of two runs.
taoxi("clean", "raw", "-o", "safe", "--isolated", "--safe");
taoxi("compare", "safe", "cleaned", "--html", "runs.html");
for (const theme of ["light", "dark"]) {
  const { page, noise, close } = await open(join(folder, "runs.html"), { colorScheme: theme });
  await accessible(`comparison, ${theme}`, page);
  check("comparison: what is new", (await page.locator("main").innerText()).includes("SPM"));
  quiet("comparison", noise);
  await close();
}
await browser.close();
console.log(failures ? `browser checks: ${failures} failed` : "browser checks: all passed");
process.exitCode = failures ? 1 : 0;
