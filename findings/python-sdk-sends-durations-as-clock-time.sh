#!/usr/bin/env bash
# Kiota's JSON for Python, which Microsoft Graph's SDK for Python sends with, writes a duration as Python prints it.
#
# Version     microsoft-kiota-serialization-json 1.16.0 with microsoft-kiota-abstractions 1.16.0 (PyPI)
# Behavior    A `timedelta` is written by `str`: `PT15S` that was read is sent as `0:00:15`, `P1DT2H` as `1 day, 2:00:00`. Its own
#             reader takes the second, and any with a fraction of a second, for nothing. `-PT1H`, a negative one, is read as
#             nothing, so it is not sent at all.
# The guess   What is read is sent as it came, or at least in the format of the service: `Edm.Duration` is the `dayTimeDuration`
#             of XML Schema (OData CSDL 4.01, section 3.3; ABNF rule `durationValue`), the `format: duration` of the description.
# Why it      A PATCH that gives back what a GET gave is refused or, for a reader that takes clock time, means something else:
# matters     reminders, retention, session lifetimes. Text that is kept as it came, as a type of its own, has no such fault.
set -euo pipefail
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check \
    microsoft-kiota-serialization-json==1.16.0 microsoft-kiota-abstractions==1.16.0
cat >duration.py <<'PYTHON'
from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter


def read(content):
    node = JsonParseNodeFactory().get_root_parse_node("application/json", content).get_child_node("retention")
    return node.get_timedelta_value() if node else None


for text in ["PT15S", "P1DT2H", "PT0.5S", "-PT1H"]:
    writer = JsonSerializationWriter()
    writer.write_timedelta_value("retention", read(b'{"retention":"%s"}' % text.encode()))
    sent = writer.get_serialized_content()
    print(f"{text} is sent as {sent.decode()}, which reads as {read(sent)}")
PYTHON
seen=$(python/bin/python duration.py)
echo "$seen"
diff <(echo "$seen") - <<'TEXT'
PT15S is sent as {"retention": "0:00:15"}, which reads as 0:00:15
P1DT2H is sent as {"retention": "1 day, 2:00:00"}, which reads as None
PT0.5S is sent as {"retention": "0:00:00.500000"}, which reads as None
-PT1H is sent as {}, which reads as None
TEXT
