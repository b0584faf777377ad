#!/usr/bin/env python3
"""Writes docs/schema/*.json from the types and doc comments in src/. tests/report.rs checks that they fit."""
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def read(*names):
    return "\n".join((SRC / name).read_text(encoding="utf-8") for name in names)


def plain(doc):
    return re.sub(r"\[`?([^\]`]*)`?\]", r"\1", " ".join(doc)).replace("`", "").replace("MAX_FILES", "1000")


def enums(text):
    """The texts that stand for the variants of each enum; a variant may be renamed."""
    found = {}
    for attributes, name, body in re.findall(r"((?:#\[[^\n]*\n)*)pub enum (\w+) \{\n(.*?)\n\}", text, re.S):
        kebab = "kebab-case" in attributes
        if kebab or "lowercase" in attributes:
            variants = re.findall(r"^    (\w+),", body, re.M)
            found[name] = [re.sub(r"(?<!^)(?=[A-Z])", "-" if kebab else "", v).lower() for v in variants]
    return found


def kind(of, names):
    of = re.sub(r"(\w+::)+", "", of.strip())
    number = {"type": "integer", "minimum": 0}
    simple = {"u64": number, "u32": number, "usize": number, "f64": {"type": "number"}, "f32": {"type": "number"},
              "bool": {"type": "boolean"}, "String": {"type": "string"}, "PathBuf": {"type": "string"},
              "Encoding": {"type": "string"}, "Value": {"type": "object"}}
    if of in simple:
        return dict(simple[of])
    if m := re.match(r"Option<(.*)>$", of):
        return kind(m[1], names)
    if m := re.match(r"Vec<(.*)>$", of):
        return {"type": "array", "items": kind(m[1], names)}
    if m := re.match(r"\[(\w+); (\d+)\]$", of):
        return {"type": "array", "items": kind(m[1], names), "minItems": int(m[2]), "maxItems": int(m[2])}
    if m := re.match(r"BTreeMap<String, (.*)>$", of):
        return {"type": "object", "additionalProperties": kind(m[1], names)}
    if of in names:
        return {"type": "string", "enum": names[of]}
    return {"$ref": "#/$defs/" + of}


def struct(text, name, names, closed):
    found = re.search(r"((?:///[^\n]*\n|#\[[^\n]*\n)*)pub struct " + name + r" \{\n(.*?)\n\}", text, re.S)
    if not found:
        return None
    properties, required, doc, attributes = {}, [], [], ""
    for line in map(str.strip, found[2].split("\n")):
        if line.startswith("///"):
            doc.append(line[3:].strip())
        elif line.startswith("#["):
            attributes += line
        elif field := re.match(r"pub (?:r#)?(\w+): (.*),$", line):
            renamed = re.search(r'rename = "(\w+)"', attributes)
            key = renamed[1] if renamed else field[1]
            properties[key] = {"description": plain(doc), **kind(field[2], names)}
            if "skip_serializing_if" not in attributes and not (closed and "default" in attributes):
                required.append(key)
            doc, attributes = [], ""
    made = {"description": plain(re.findall(r"///\s?(.*)", found[1])), "type": "object", "properties": properties}
    if closed:
        made["additionalProperties"] = False
        # A struct that is default as a whole needs none of its fields.
        if "serde(default" in found[1]:
            required = []
    if required:
        made["required"] = required
    return made


def write(name, schema):
    path = ROOT / "docs/schema" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def report():
    text = read("report/mod.rs", "report/diff.rs", "report/quality.rs", "config.rs", "input.rs",
                "stages/boilerplate/learned.rs")
    names = ("Tool RunInfo ConfigInfo Inputs Outputs Totals Documents Chars StageCounts RuleCounts Sample DedupCounts "
             "Pair Failure Review Place FileCounts DocDiff Hunk Part Quality Origin Passed "
             "Repeated LearnedLine").split()
    top = struct(text, "Report", {}, False)
    top["properties"]["schema_version"] = {"description": "Changes when a field goes or changes its meaning.", "enum": [1]}
    defs = {name: struct(text, name, {}, False) for name in names}
    rule = defs["RuleCounts"]["properties"]
    rule["effect"]["enum"] = ["layout", "repair", "removal", "flag"]
    rule["level"]["enum"] = ["safe", "default", "aggressive", "optional"]
    top["description"] = "What a run did, in numbers that add up. Other fields may be added; these stay as they are."
    write("report.schema.json", {"$schema": DRAFT, "title": "report.json of taoxi", **top, "$defs": defs})


def config():
    text = read("config.rs")
    common = enums(read("config.rs", "rule.rs", "output.rs", "form.rs"))
    common["Level"] = common["Level"][:3]
    top = struct(text, "Config", common, True)
    top["description"] = "What taoxi does to a text, and how boldly. `taoxi config init` writes the defaults."
    defs = {}
    for key, value in top["properties"].items():
        if value.get("$ref", "").endswith("/Options"):
            files = [f for f in (f"{key}.rs", f"{key}/mod.rs", f"stages/{key}/mod.rs") if (SRC / f).is_file()]
            files = ["decode/mod.rs"] if key == "encoding" else files
            body = read(*files)
            made = struct(body, "Options", {**common, **enums(body)}, True)
            made = made or {"type": "object", "properties": {}, "additionalProperties": False}
            top["properties"][key] = {**made, "description": value["description"]}
        elif value.get("$ref"):
            defs[value["$ref"].split("/")[-1]] = struct(text, value["$ref"].split("/")[-1], common, True)
    own = read("custom/definition.rs")
    for name in ["Definition", "Match", "Separators", "Examples"]:
        defs[name] = struct(own, name, {**common, **enums(own)}, True)
    write("taoxi.schema.json", {"$schema": DRAFT, "title": "taoxi.toml", **top, "$defs": defs})


report()
config()
