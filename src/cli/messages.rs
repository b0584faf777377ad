//! What the command says, in English and Chinese, one message a line pair.
//!
//! A message is a function: the compiler sees to it that both languages are there and name only
//! values that exist. Help texts are elsewhere: in English on the flags, in Chinese in `zh.toml`.
//! Codes, rule names and the keys of JSON are the same in every language.

use std::fmt::Display;
use std::sync::OnceLock;

use crate::report::html::Lang;

static LANG: OnceLock<Lang> = OnceLock::new();

/// Chooses the language for the rest of the process. The first choice holds.
pub fn choose(lang: Lang) {
    let _ = LANG.set(lang);
}

/// The language of this process: English until another is chosen.
pub fn lang() -> Lang {
    LANG.get().copied().unwrap_or(Lang::En)
}

/// A reason that the library gives.
pub fn reason(reason: &str) -> String {
    match lang() {
        Lang::En => reason.to_owned(),
        Lang::Zh => crate::chinese::reason(reason),
    }
}

/// What spoke for a change or against it.
pub fn feature(feature: &str) -> String {
    match lang() {
        Lang::En => feature.to_owned(),
        Lang::Zh => crate::chinese::feature(feature),
    }
}

macro_rules! messages {
    ($($name:ident($($value:ident),*) en $en:literal zh $zh:literal)*) => { $(
        pub fn $name($($value: impl Display),*) -> String {
            match lang() {
                Lang::En => format!($en),
                Lang::Zh => format!($zh),
            }
        }
    )* };
}

messages! {
    // The summary of a run.
    documents(documents, files, out, changed, same, failed, seconds, rate)
        en "{documents} documents in {files} files → {out}   {changed} changed, {same} as they were, {failed} failed   {seconds:.2} s, {rate:.1} MB/s"
        zh "{files} 个文件、{documents} 篇文档 → {out}   改动 {changed}，原样 {same}，失败 {failed}   {seconds:.2} 秒，{rate:.1} MB/s"
    balance(before, removed, added, after)
        en "{before} characters − {removed} removed + {added} added = {after}"
        zh "{before} 字 − 删去 {removed} + 加入 {added} = {after}"
    not_balanced()
        en "   NOT BALANCED: please report this"
        zh "   对不上账：请报告这个错误"
    more_rules(n)
        en " · {n} more rules"
        zh " · 另有 {n} 条规则"
    left_alone(n)
        en "left alone: {n} places   "
        zh "存疑未改：{n} 处   "
    report_at(path, doubts, out)
        en "report: {path}   {doubts}taken back by: taoxi restore {out}"
        zh "报告：{path}   {doubts}撤回：taoxi restore {out}"
    skipped(path, reason)
        en "skipped {path}: {reason}"
        zh "跳过 {path}：{reason}"
    more_skipped(n)
        en "{n} more skipped, all in report.json"
        zh "另跳过 {n} 个，都列在 report.json 里"
    more_failures(n)
        en "{n} more failures, all in the report"
        zh "另有 {n} 处失败，都列在报告里"
    edits(n)
        en "{n:>8} edits"
        zh "{n:>8} 处"
    limit_broken(broken)
        en "limit broken: {broken}"
        zh "超出限度：{broken}"

    // dedup, report.
    more_failed(n)
        en "{n} more failures"
        zh "另有 {n} 处失败"
    deduplicated(units, removed, exact, near, short, seconds, rate)
        en "{units} units, {removed} removed: {exact} the same as an earlier one, {near} nearly; {short} too short to judge   {seconds:.2} s, {rate:.1} MB/s"
        zh "{units} 个单位，去掉 {removed}：与前文相同 {exact}，近似 {near}；太短不比 {short}   {seconds:.2} 秒，{rate:.1} MB/s"
    groups_too_large(n)
        en "{n} groups of similar units were too large to compare all that stay; some near-duplicates in them may have stayed"
        zh "有 {n} 组近似单位太大，没有两两都比；其中可能留有近似重复"
    remember_is_for_pipes()
        en "--remember is for pipes; files are bounded by --memory"
        zh "--remember 只用于管道；处理文件时用 --memory 限制内存"
    needs_files(flag)
        en "{flag} needs files: a pipe is read once, and forgotten"
        zh "{flag} 需要文件：管道只读一遍，读过不留"
    a_pipe_goes_to_standard_output()
        en "a pipe goes to standard output; redirect it"
        zh "管道的结果写到标准输出，请重定向"
    name_a_folder()
        en "name the folder to write to with -o, or write nothing with --dry-run"
        zh "请用 -o 指定输出的文件夹，或用 --dry-run 只看不写"
    no_report(path, error)
        en "{path}: {error}; `taoxi clean` writes it"
        zh "{path}：{error}；`taoxi clean` 会写它"
    not_a_report(path)
        en "{path} is no report of this version"
        zh "{path} 不是这个版本的报告"

    // check, config, rules, explain.
    would_change(name, edits, rules)
        en "{name}: {edits} edits: {rules}"
        zh "{name}：{edits} 处改动：{rules}"
    wrote(path)
        en "wrote {path}"
        zh "已写入 {path}"
    effect_and_level(effect, level)
        en "effect: {effect}   level: {level}"
        zh "作用：{effect}   把握：{level}"
    switch_off(code)
        en "Switch it off: --ignore {code}, or in taoxi.toml: [rules] ignore = [\"{code}\"]"
        zh "关闭：--ignore {code}，或在 taoxi.toml 里写：[rules] ignore = [\"{code}\"]"
    take_back(code)
        en "Take back what it did: taoxi restore DIR -o AGAIN --rule {code}"
        zh "撤回它的改动：taoxi restore DIR -o AGAIN --rule {code}"
    example_ok()
        en "ok"
        zh "通过"
    example_failed()
        en "FAILED"
        zh "未通过"
    examples_run(passed, failed)
        en "{passed} passed, {failed} failed"
        zh "通过 {passed}，未通过 {failed}"

    // diff, why, restore.
    cleaned_title(title)
        en "{title} (cleaned)"
        zh "{title}（清洗后）"
    record(n)
        en "record {n}, "
        zh "第 {n} 条记录，"
    line(n)
        en "line {n}"
        zh "第 {n} 行"
    lines(first, last)
        en "lines {first}–{last}"
        zh "第 {first}–{last} 行"
    origin(path, record, lines, encoding)
        en "← {path}: {record}{lines}, {encoding}"
        zh "← {path}: {record}{lines}，{encoding}"
    scored(score, line)
        en "score {score:.2}  {line}"
        zh "分数 {score:.2}  {line}"
    kept(path, line, jaccard)
        en "kept: {path}:{line}  similarity {jaccard:.3}"
        zh "保留的是：{path}:{line}  相似度 {jaccard:.3}"
    nothing()
        en "nothing"
        zh "（无）"
    nothing_changed()
        en "nothing was changed here"
        zh "这里没有改动"
    doubt(code, text, score, why)
        en "left alone: {code} {text}  score {score:.2}: {why}"
        zh "存疑未改：{code} {text}  分数 {score:.2}：{why}"
    restored(files, out)
        en "{files} files → {out}"
        zh "{files} 个文件 → {out}"
    restored_without(files, rules, out)
        en "{files} files without {rules} → {out}"
        zh "{files} 个文件，不用 {rules} → {out}"

    // stats.
    stats_inputs(documents, files, bytes, chars, han)
        en "{documents} documents in {files} files, {bytes} bytes, {chars} characters, {han:.1}% Han"
        zh "{files} 个文件、{documents} 篇文档，{bytes} 字节，{chars} 字，汉字占 {han:.1}%"
    stats_encodings()
        en "encodings (documents)"
        zh "编码（篇）"
    stats_malformed(n)
        en "{n} bytes without a character"
        zh "{n} 个字节不成字"
    stats_scripts()
        en "scripts (documents)"
        zh "字体（篇）"
    stats_simplified()
        en "Simplified"
        zh "简体"
    stats_traditional()
        en "Traditional"
        zh "繁体"
    stats_mixed()
        en "mixed"
        zh "简繁混用"
    stats_either()
        en "either: no character tells"
        zh "不分简繁"
    stats_other()
        en "other: little Han"
        zh "其他（少有汉字）"
    stats_lines(lines, blank, spaced, open)
        en "{lines} lines: {blank:.1}% blank, {spaced:.1}% letter-spaced, {open:.1}% broken off inside a sentence"
        zh "{lines} 行：空行 {blank:.1}%，字间有空格 {spaced:.1}%，句中断行 {open:.1}%"
    stats_wrapped(documents)
        en "{documents} documents look wrapped at a line width"
        zh "{documents} 篇像是按行宽折断的"
    stats_lengths()
        en "line lengths (characters)"
        zh "行长（字）"
    stats_duplicates(copies, share, chars)
        en "{copies} lines repeat an earlier one ({share:.1}% of the lines, {chars:.1}% of their characters)"
        zh "{copies} 行与前面的行完全相同（占行数 {share:.1}%，占字数 {chars:.1}%）"
    stats_estimated(part)
        en "estimated from one line in {part}"
        zh "按每 {part} 行取一行估计"

    // Errors.
    error(code, text)
        en "error[{code}]: {text}"
        zh "错误[{code}] {text}"
    help(text)
        en "help: {text}"
        zh "帮助：{text}"
    usage(text)
        en "Usage: {text}"
        zh "用法: {text}"
    did_you_mean(names)
        en "did you mean {names}?"
        zh "是不是想写 {names}？"
    or()
        en " or "
        zh " 或 "
    nothing_to_work_on()
        en "nothing to work on: name files or folders, or `-` for standard input (--help)"
        zh "没有要处理的内容：请给出文件或文件夹，或用 `-` 表示标准输入（--help）"
    dash_stands_alone()
        en "`-` stands alone: standard input cannot be mixed with files"
        zh "`-` 只能单独用：标准输入不能与文件混在一起"
    standard_output_takes_one()
        en "`-o -` takes one text: pipe it in, with `-` as PATH"
        zh "`-o -` 只用于一个文本：请从管道输入，PATH 写 `-`"
    not_a_place(place)
        en "`{place}` is not FILE:LINE, as in cleaned/a.txt:7"
        zh "`{place}` 不是“文件:行号”，应像 cleaned/a.txt:7"
    no_such_document(folder, name)
        en "{folder} holds no document named {name}"
        zh "{folder} 里没有名为 {name} 的文档"
    too_few_lines(file, lines)
        en "{file} has only {lines} lines"
        zh "{file} 只有 {lines} 行"
    no_such_rule(code)
        en "there is no rule `{code}`"
        zh "没有 `{code}` 这条规则"
    rules_are_listed()
        en "`taoxi rules` lists them"
        zh "`taoxi rules` 列出所有规则"
    exists_already(path)
        en "{path} is there already; it is left as it is"
        zh "{path} 已经存在，保持原样"
    not_a_size(text)
        en "`{text}` is not a size: write 512M or 8G"
        zh "`{text}` 不是大小：请写 512M 或 8G"
    standard_input()
        en "standard input"
        zh "标准输入"
    unknown_stage(from, name, known)
        en "{from}: unknown stage `{name}`; the stages are {known}"
        zh "{from}：没有 `{name}` 这个阶段；可用的阶段：{known}"
    stage_order(from, first, second)
        en "{from}: stage `{second}` must come after `{first}`"
        zh "{from}：阶段 `{second}` 必须排在 `{first}` 之后"
    unknown_code(from, code)
        en "{from}: no rule's code begins with `{code}`; `taoxi rules` lists them"
        zh "{from}：没有代码以 `{code}` 开头的规则；`taoxi rules` 列出所有规则"
    extends_itself(path)
        en "{path} extends itself"
        zh "{path} 继承了自己"
    config_is_checked()
        en "`taoxi config init` writes every key with its default"
        zh "`taoxi config init` 写出所有的键和默认值"
    same_name(first, second, name)
        en "{first} and {second} would both be written to {name}"
        zh "{first} 和 {second} 会写到同一个 {name}"
    one_by_one()
        en "clean them one after the other, into different folders"
        zh "请分开处理，写到不同的文件夹"
    not_a_glob(text)
        en "not a glob: {text}"
        zh "通配符有误：{text}"
    output_inside(output, input)
        en "{output} lies inside the input {input}: the output of one run would be the input of the next"
        zh "输出 {output} 在输入 {input} 里面：这一次的输出会成为下一次的输入"
    input_and_output(path)
        en "{path} is both input and output; inputs are never written to"
        zh "{path} 既是输入又是输出；输入从不改写"
    another_output()
        en "name another folder with -o"
        zh "请用 -o 指定另一个文件夹"
    locked(path)
        en "{path} is in use by another run"
        zh "{path} 正被另一次运行使用"
    wait_or_another()
        en "wait for it to end, or name another folder with -o"
        zh "等它结束，或用 -o 指定另一个文件夹"
    cannot_write(path, why)
        en "{path} cannot be written: {why}"
        zh "{path} 无法写入：{why}"
    not_text(path)
        en "{path} is not text: it holds binary data"
        zh "{path} 不是文本：里面是二进制数据"
    interrupted()
        en "stopped; nothing was written"
        zh "已停止；什么也没有写入"
    no_threads(why)
        en "the worker threads cannot be started: {why}"
        zh "无法启动工作线程：{why}"
    dedup_failed(why)
        en "dedup: {why}"
        zh "去重：{why}"
    not_ours(folder, journal)
        en "{folder} was not written by taoxi: it holds no {journal}"
        zh "{folder} 不是 taoxi 写的：里面没有 {journal}"
    name_an_output()
        en "name a folder that `taoxi clean` wrote, or a file in one"
        zh "请给出 `taoxi clean` 写的文件夹，或其中的文件"
    journal_line(line, why)
        en "line {line} of the journal is not a record: {why}"
        zh "日志第 {line} 行不是一条记录：{why}"
    journal_unknown(line, doc)
        en "line {line} of the journal changes document {doc}, which it does not describe"
        zh "日志第 {line} 行改动了文档 {doc}，却没有它的说明"
    journal_unreadable(why)
        en "the journal cannot be read: {why}"
        zh "日志无法读取：{why}"
    altered(path)
        en "{path} was changed after it was written: its changes cannot be taken back"
        zh "{path} 写出之后被改过：无法撤回其中的改动"

    // What the parsers of the flags and of TOML say.
    toml_place(line, column)
        en "TOML parse error at line {line}, column {column}"
        zh "TOML 有误，第 {line} 行第 {column} 列"
    unknown_field(name, known)
        en "unknown field `{name}`, expected {known}"
        zh "没有 `{name}` 这个键，可用的有 {known}"
    unknown_variant(name, known)
        en "unknown variant `{name}`, expected {known}"
        zh "`{name}` 不是可用的值，可用的有 {known}"
    no_such_preset(name, known)
        en "there is no preset `{name}`; the presets are {known}"
        zh "没有 `{name}` 这个预设；可用的预设：{known}"
    unexpected_argument(name)
        en "unexpected argument '{name}' found"
        zh "没有 `{name}` 这个参数"
    unknown_command(name)
        en "unrecognized subcommand '{name}'"
        zh "没有 `{name}` 这个命令"
    invalid_value(value, name, known)
        en "invalid value '{value}' for '{name}'{known}"
        zh "`{value}` 不能用于 `{name}`{known}"
    value_is_missing(name)
        en "a value is required for '{name}' but none was supplied"
        zh "`{name}` 后面缺一个值"
    possible_values(known)
        en " [possible values: {known}]"
        zh "，可用的有 {known}"
    missing_arguments(names)
        en "the following required arguments were not provided: {names}"
        zh "缺少参数：{names}"
    conflicting(name, other)
        en "the argument '{name}' cannot be used with {other}"
        zh "`{name}` 不能与 {other} 同用"
    see_help()
        en "for more, try --help"
        zh "更多说明见 --help"
    default_value(value)
        en " [default: {value}]"
        zh " [默认: {value}]"
}
