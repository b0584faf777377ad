(() => {
  "use strict";
  const root = document.documentElement;
  root.dataset.js = "";
  const data = JSON.parse(document.getElementById("data").content.textContent);
  const byId = (id) => document.getElementById(id);
  // The state lives in the URL's hash, so that a view can be sent to somebody.
  const initial = { lang: root.dataset.lang, theme: "", mode: "both", q: "", sort: "rate", dir: "-1", page: "0", rule: "", score: "1", at: "" };
  const allowed = { lang: ["zh", "en"], theme: ["", "dark", "light"], mode: ["both", "after", "before"], dir: ["1", "-1"] };
  const state = { ...initial };
  const read = () => {
    const hash = location.hash.slice(1);
    Object.assign(state, initial);
    // A bare name is a section, as in links of other pages.
    if (/^[a-z]+$/.test(hash)) state.at = hash;
    else for (const [key, value] of new URLSearchParams(hash)) {
      if (Object.hasOwn(initial, key) && (!allowed[key] || allowed[key].includes(value))) state[key] = value;
    }
  };
  read();

  const make = (tag, text, className) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (className) node.className = className;
    return node;
  };
  const number = (n) => n.toLocaleString("en");
  const PAGE = 50;
  const rate = (f) => (f.removed + f.added) / Math.max(1, f.before);
  const keys = { path: (f) => f.path, encoding: (f) => f.encoding, before: (f) => f.before, after: (f) => f.after, rate, edits: (f) => f.edits };

  const matching = () => {
    const query = state.q.toLowerCase();
    const found = data.files.filter((f) => f.path.toLowerCase().includes(query) || f.rules.toLowerCase().includes(query) || f.encoding.toLowerCase().includes(query));
    const key = Object.hasOwn(keys, state.sort) ? keys[state.sort] : rate;
    const dir = Number(state.dir) || -1;
    return found.sort((a, b) => (key(a) < key(b) ? -dir : key(a) > key(b) ? dir : 0));
  };

  const showFiles = () => {
    const found = matching();
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    const page = Math.min(Math.max(0, Number(state.page) || 0), pages - 1);
    state.page = String(page);
    const rows = found.slice(page * PAGE, (page + 1) * PAGE).map((f) => {
      const row = make("tr");
      row.append(make("td", f.path), make("td", f.encoding));
      for (const n of [number(f.before), number(f.after), (100 * rate(f)).toFixed(1) + " %", number(f.edits)]) row.append(make("td", n, "n"));
      row.append(make("td", f.rules, "code"));
      return row;
    });
    byId("file-rows").replaceChildren(...rows);
    byId("no-files").hidden = found.length > 0;
    byId("pages").textContent = `${page + 1} / ${pages} · ${number(found.length)}`;
    for (const head of document.querySelectorAll("th[data-sort]")) {
      head.setAttribute("aria-sort", head.dataset.sort === state.sort ? (state.dir === "1" ? "ascending" : "descending") : "none");
    }
  };

  let filtered = false;
  const showDiffs = () => {
    const limit = Number(state.score);
    // Where nothing is filtered, nothing has to be looked at.
    if (!state.rule && !(limit < 1)) {
      if (filtered) for (const node of document.querySelectorAll("#diffs details, #diffs .hunk")) node.hidden = false;
      filtered = false;
      return;
    }
    filtered = true;
    for (const doc of document.querySelectorAll("#diffs details")) {
      let any = false;
      for (const hunk of doc.querySelectorAll(".hunk")) {
        // A change's title has its rules and its score.
        const fits = [...hunk.querySelectorAll("[title]")].some((change) => {
          const [rules, score] = change.title.split(" · ");
          return (!state.rule || rules.split(" ").includes(state.rule)) && Number(score) <= limit;
        });
        hunk.hidden = !fits;
        any = any || fits;
      }
      doc.hidden = !any;
    }
  };

  const apply = () => {
    root.dataset.lang = state.lang === "en" ? "en" : "zh";
    root.lang = state.lang === "en" ? "en" : "zh-Hans";
    root.dataset.mode = state.mode;
    if (state.theme) root.dataset.theme = state.theme;
    else delete root.dataset.theme;
    byId("query").value = state.q;
    byId("rule").value = state.rule;
    byId("score").value = state.score;
    state.score = byId("score").value;
    byId("score-now").textContent = Number(state.score).toFixed(2);
    showFiles();
    showDiffs();
    const hash = new URLSearchParams(Object.entries(state).filter(([key, value]) => value !== initial[key]));
    history.replaceState(null, "", String(hash) ? "#" + hash : location.pathname + location.search);
  };
  const set = (key, value) => { state[key] = value; if (["q", "sort"].includes(key)) state.page = "0"; apply(); };

  const cycle = (key, values) => set(key, values[(values.indexOf(state[key]) + 1) % values.length]);
  let here = -1;
  const step = (by) => {
    const open = [...document.querySelectorAll("#diffs .hunk")].filter((h) => !h.hidden && !h.parentElement.hidden);
    if (!open.length) return;
    open[here]?.classList.remove("here");
    here = Math.min(Math.max(0, here + by), open.length - 1);
    open[here].parentElement.open = true;
    open[here].classList.add("here");
    open[here].scrollIntoView({ block: "center" });
  };
  const actions = {
    "/": () => byId("query").focus(),
    j: () => step(1),
    k: () => step(-1),
    "[": () => set("page", String(Number(state.page) - 1)),
    "]": () => set("page", String(Number(state.page) + 1)),
    r: () => byId("rule").focus(),
    d: () => cycle("mode", ["both", "after", "before"]),
    "?": () => byId("help").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches?.("input[type=search], select");
    if (event.key === "Escape" && typing) event.target.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  });
  byId("query").addEventListener("input", (e) => set("q", e.target.value));
  byId("rule").addEventListener("change", (e) => set("rule", e.target.value));
  byId("score").addEventListener("input", (e) => set("score", e.target.value));
  byId("previous").addEventListener("click", actions["["]);
  byId("next").addEventListener("click", actions["]"]);
  byId("lang").addEventListener("click", () => cycle("lang", ["zh", "en"]));
  // The first press always shows the other theme.
  const dark = () => (state.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  byId("theme").addEventListener("click", () => set("theme", dark() ? "light" : "dark"));
  byId("mode").addEventListener("click", actions.d);
  byId("print").addEventListener("click", () => window.print());
  byId("keys").addEventListener("click", actions["?"]);
  for (const head of document.querySelectorAll("th[data-sort] button")) {
    head.addEventListener("click", () => {
      const key = head.parentElement.dataset.sort;
      const first = key === "path" || key === "encoding" ? "1" : "-1";
      state.dir = state.sort !== key ? first : state.dir === "1" ? "-1" : "1";
      set("sort", key);
    });
  }
  for (const copy of document.querySelectorAll(".toml button")) {
    copy.addEventListener("click", () => {
      const text = copy.previousElementSibling;
      // Select as well: a page opened from a disk may not be allowed to write to the clipboard.
      getSelection().selectAllChildren(text);
      navigator.clipboard?.writeText(text.textContent).then(() => { copy.dataset.done = ""; }, () => {});
    });
  }
  const go = () => { if (state.at) byId(state.at)?.scrollIntoView(); };
  for (const link of document.querySelectorAll("nav a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      state.at = link.hash.slice(1);
      apply();
      go();
    });
  }
  addEventListener("hashchange", () => { read(); apply(); go(); });
  addEventListener("beforeprint", () => { for (const fold of document.querySelectorAll("#diffs details, #rules details")) fold.open = true; });
  apply();
  go();
})();
