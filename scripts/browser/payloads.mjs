// Texts that would do harm if a report took them for markup, and a corpus that holds them everywhere.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const payloads = [
  "</script><script>alert(1)</script>", "</template><img src=x onerror=alert(1)>", "</style><style>*{display:none}</style>",
  '"><svg onload=alert(1)>', "' onmouseover='alert(1)", '" autofocus onfocus="alert(1)', "<!--", "-->", "]]>", "<![CDATA[",
  "&lt;script&gt;", "&#60;b&#62;", "{{7*7}}", "{% raw %}", "${7*7}", "`${alert(1)}`", "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>", "=cmd|' /C calc'!A0", "@SUM(1)", "<iframe srcdoc='<script>alert(1)</script>'>",
  "<base href=//x.invalid>", "\u2028alert(1)\u2029", "\u202Etxt.exe", "\u2066x\u2069", "\u200Bx\uFEFF", "\x1b[31m",
  "\\u003cscript\\u003e", "</script> pre$`post", "</TITLE><h1>x</h1>",
];

// Text as reports show it: what cannot be seen, as codes.
export const visible = (text) =>
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u2028\u2029\ue000-\uf8ff]/g,
    (c) => `⟨U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

// Names of files go through one more form before: the run prints them with escapes.
export const named = (path) =>
  visible(path.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (c) => `\\u{${c.codePointAt(0).toString(16)}}`));

// A document for each: in its name, its title and its text.
export const documents = (folder) => payloads.forEach((payload, n) =>
  writeFileSync(join(folder, `${String(n).padStart(2, "0")} ${payload.replaceAll("/", "_")}.txt`),
    `题${payload}\n渡口的老人說，這段文字裡有${payload}，要照原樣給人看。\n`));

// A rule of that name for each, and a value that holds them all.
export const config = () =>
  `stages = ["script"]\n[input]\ntext_field = ${JSON.stringify(payloads.join(" "))}\n` +
  payloads.map((payload, n) => {
    const text = JSON.stringify(payload);
    return `[[rules.custom]]\ncode = "USR${String(n + 1).padStart(3, "0")}"\ntitle = ${text}\nstage = "mojibake"\nscope = "line"\n` +
      `match = { any_of = [${text}] }\naction = "replace"\nwith = "洗"\nexamples = { hit = [${text}], miss = ["春天"] }\n`;
  }).join("");
