//! A validator for the part of JSON Schema that the project's schemas use. A keyword it does not know is a panic.

use serde_json::Value;

/// What is wrong with a value: its place and why.
pub fn problems(schema: &Value, value: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    check(schema, schema, value, "", &mut problems);
    problems
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, problems: &mut Vec<String>) {
    for (keyword, wanted) in schema.as_object().expect("a schema is an object") {
        let mut wrong = |why: String| problems.push(format!("{at}: {why}"));
        match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let pointer = wanted.as_str().and_then(|r| r.strip_prefix('#')).expect("a reference into this schema");
                let target = root.pointer(pointer).unwrap_or_else(|| panic!("{pointer} leads nowhere"));
                check(root, target, value, at, problems);
            }
            "type" => {
                let fits = match wanted.as_str().expect("a type") {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "number" => value.is_number(),
                    "integer" => value.is_u64() || value.is_i64(),
                    other => panic!("unknown type {other}"),
                };
                if !fits {
                    wrong(format!("{value} is no {wanted}"));
                }
            }
            "enum" => {
                if !wanted.as_array().expect("values").contains(value) {
                    wrong(format!("{value} is none of {wanted}"));
                }
            }
            "minimum" => {
                if value.as_f64() < wanted.as_f64() {
                    wrong(format!("{value} is below {wanted}"));
                }
            }
            "minItems" | "maxItems" => {
                let (n, bound) = (value.as_array().map_or(0, Vec::len) as u64, wanted.as_u64().expect("a number"));
                if if keyword == "minItems" { n < bound } else { n > bound } {
                    wrong(format!("{n} items, {keyword} is {bound}"));
                }
            }
            "required" => {
                for key in wanted.as_array().expect("keys").iter().filter_map(Value::as_str) {
                    if value.as_object().is_some_and(|o| !o.contains_key(key)) {
                        wrong(format!("{key} is missing"));
                    }
                }
            }
            "properties" => {
                for (key, schema) in wanted.as_object().expect("properties") {
                    if let Some(inner) = value.get(key) {
                        check(root, schema, inner, &format!("{at}.{key}"), problems);
                    }
                }
            }
            "additionalProperties" => {
                let known = schema.get("properties");
                for (key, inner) in value.as_object().into_iter().flatten() {
                    if known.is_some_and(|p| p.get(key).is_some()) {
                        continue;
                    }
                    match wanted {
                        Value::Bool(false) => problems.push(format!("{at}: {key} is not known")),
                        Value::Bool(true) => {}
                        schema => check(root, schema, inner, &format!("{at}.{key}"), problems),
                    }
                }
            }
            "items" => {
                for (n, inner) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, wanted, inner, &format!("{at}[{n}]"), problems);
                }
            }
            other => panic!("unknown keyword {other}"),
        }
    }
}
