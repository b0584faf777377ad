// A picture of the example's report: the overview, as it opens.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { folder, launch, root, taoxi } from "./browser.mjs";

cpSync(join(root, "raw"), join(folder, "raw"), { recursive: true });
taoxi("clean", "raw", "-o", "cleaned", "--isolated");
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1200, height: 1480 }, colorScheme: "light" });
await page.goto(pathToFileURL(join(folder, "cleaned/_taoxi/report.html")).href);
await page.screenshot({ path: join(root, "docs/img/report.png") });
await browser.close();
