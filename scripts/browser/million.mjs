// The report of a run over a million files, as large as a report can be: from the example's, with every list full.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, taoxi } from "./browser.mjs";

export const million = (example) => {
  const report = JSON.parse(readFileSync(example, "utf8"));
  const FILES = 1_000_000;
  const times = (list, n, of) => Array.from({ length: n }, (_, i) => of(list[i % list.length], i));
  report.inputs.files = report.inputs.documents = report.outputs.files = FILES;
  for (const rule of report.by_rule) {
    rule.hits *= 98_765;
    rule.samples = times(rule.samples, 20, (s) => ({ ...s, was: s.was.padEnd(80, "水"), path: `corpus/part-0/${s.path}` }));
  }
  report.by_rule = times(report.by_rule, 120, (r, i) => (i < report.by_rule.length ? r : { ...r, code: `USR${String(i).padStart(3, "0")}` }));
  report.review.samples = times(report.review.samples, 200, (s) => s);
  report.diffs = times(report.diffs, 60, (d, i) => ({ ...d, path: `corpus/${i}/${d.path}`, hunks: times(d.hunks, 30, (h) => h), more: i }));
  report.files = times(report.files, 1000, (f, i) => ({ ...f, path: `corpus/part-${i % 97}/f${String(i).padStart(6, "0")}-${f.path}` }));
  report.failures = times([0], 500, (_, i) => ({ path: `corpus/broken-${i}.txt`, message: "not text" }));
  const dir = join(folder, "million");
  mkdirSync(join(dir, "_taoxi"), { recursive: true });
  writeFileSync(join(dir, "_taoxi/report.json"), JSON.stringify(report));
  taoxi("report", "million", "--html", "million.html");
  return join(folder, "million.html");
};
