#!/usr/bin/env bash
# Kiota's JSON for Python reads a whole number as nothing where it is written `5.0`, `1e2` or `"5"`; and `true` as a number.
#
# Version     microsoft-kiota-serialization-json 1.16.0 with microsoft-kiota-abstractions 1.16.0 (PyPI)
# Behavior    `get_int_value` gives `None` for `5.0`, `1e2` and `"5"`, without an error or a warning; `True` for `true`. For a
#             member declared as a double, `"5"` and `"INF"` are `None`, and `true` is `1.0`.
# The guess   `5.0` is the number 5: JSON has one kind of number (RFC 8259 section 6), and JSON Schema takes it for an integer
#             (2020-12 validation, section 6.1.1). A client that asks for `IEEE754Compatible=true` gets 64-bit integers as strings, and
#             doubles may be the strings `INF`, `-INF` and `NaN` (OData JSON 4.01, sections 4.1 and 7.1). A boolean is an error.
# Why it      The member is as if it had not come. A counter or a size that is absent is taken for zero; sent back, it is lost.
# matters
set -euo pipefail
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check \
    microsoft-kiota-serialization-json==1.16.0 microsoft-kiota-abstractions==1.16.0
cat >numbers.py <<'PYTHON'
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory

for text in ["5", "5.0", "1e2", '"5"', '"INF"', "true"]:
    content = b'{"size":%s}' % text.encode()
    node = JsonParseNodeFactory().get_root_parse_node("application/json", content).get_child_node("size")
    print(f"{text}: as an integer {node.get_int_value()}, as a double {node.get_float_value()}")
PYTHON
seen=$(python/bin/python numbers.py)
echo "$seen"
diff <(echo "$seen") - <<'TEXT'
5: as an integer 5, as a double 5.0
5.0: as an integer None, as a double 5.0
1e2: as an integer None, as a double 100.0
"5": as an integer None, as a double None
"INF": as an integer None, as a double None
true: as an integer True, as a double 1.0
TEXT
