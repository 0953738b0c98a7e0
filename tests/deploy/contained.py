"""Every service of compose.yaml runs contained, is known to live, and is of a version that stays."""

import json
import sys

# These exit, or their image brings nothing by which it could be asked.
NOT_ASKED = {"migrate", "otel-collector"}

wrong = []
for name, service in json.load(sys.stdin)["services"].items():
    if not service.get("read_only"):
        wrong.append(f"{name}: the root is not read-only")
    if service.get("cap_drop") != ["ALL"] or service.get("cap_add"):
        wrong.append(f"{name}: keeps capabilities")
    if "no-new-privileges:true" not in service.get("security_opt", []):
        wrong.append(f"{name}: may gain privileges")
    if "test" not in service.get("healthcheck", {}) and name not in NOT_ASKED:
        wrong.append(f"{name}: nobody asks how it is")
    if ":" not in service["image"] or service["image"].endswith(":latest"):
        wrong.append(f"{name}: {service['image']} is another tomorrow")
    for variable in service.get("environment") or {}:
        if any(word in variable for word in ("PASSWORD", "SECRET", "TOKEN")) and "FILE" not in variable:
            wrong.append(f"{name}: {variable} is no file")
print("\n".join(wrong))
sys.exit(bool(wrong))
