// What the checks and the screenshot share.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const root = process.argv[2];
export const folder = mkdtempSync(join(tmpdir(), "taoxi-report-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

// Runs taoxi in the folder of the checks, without the user's settings; exit code 1 is an answer.
export const taoxi = (...args) => {
  try {
    const env = { ...process.env, TAOXI_LANG: "zh", NO_COLOR: "1" };
    return execFileSync(process.env.TAOXI, args, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
};

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
