#!/bin/sh
# An inventory script, as they are: --list answers with everything.
[ "$1" = --list ] || exit 2
cat <<'JSON'
{
  "_meta": {"hostvars": {"s1": {"ansible_host": "10.0.0.1", "n": 1, "f": 1.5, "e": 1e5, "l": [1, "a"]}, "stranger": {"x": 1}}},
  "all": {"children": ["ungrouped", "web"], "vars": {"v": "all"}},
  "web": {"hosts": ["s1", "s2"], "vars": {"v": "web", "ansible_group_priority": 3}, "children": ["inner"]},
  "inner": {"hosts": ["s3"], "vars": {"v": "inner"}},
  "plainlist": ["s4", "s1"],
  "itself": {"own": "var"}
}
JSON
