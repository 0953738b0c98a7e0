// The configuration reference, made from the defaults that the program itself prints.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";

export const PATH = new URL("../../../docs/configuration.md", import.meta.url).pathname;
const PROGRAM = process.env.TEST_MATINEE_BINARY ?? "matinee";
const UNITS = { ms: "milliseconds", seconds: "seconds", minutes: "minutes", hours: "hours", days: "days", bytes: "bytes" };
const HEAD = `# Configuration

Made from \`matinee default-config\` by \`make documents\`; a test holds it true.

Every key is a variable: \`[gateway] listen\` is \`MATINEE_GATEWAY__LISTEN\`. The environment wins over the file given by \`--config\`, and that over the default. Any variable may end in \`_FILE\` and name a file with the value, which is how secrets are best given. A variable that is set but empty counts as unset. \`matinee check-config\` says which key is wrong and where it was set.

A rate is \`{ burst, per_second }\`: so many at once, so many in the long run. Each half can be set by itself, \`MATINEE_LIMITS__FRAMES__BURST\` and \`MATINEE_LIMITS__FRAMES__PER_SECOND\`. For a benchmark, \`MATINEE_LIMITS__ENABLED=false\` lifts all rates; sizes stay and have keys of their own. Rates of a connection are counted in its gateway, those of users, rooms and addresses in the broker, so they hold over all replicas.

Besides these, \`RUST_LOG\` and the \`OTEL_*\` variables mean what they always mean.
`;

const cell = (text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

/** @param {string} text what `matinee default-config` prints */
export function reference(text) {
  let [section, about, comment, fresh] = ["", "", [], true];
  let head = HEAD;
  const rows = (name, text) => {
    head += `\n## ${name}\n\n${text ? `${text}\n\n` : ""}| variable | default | unit | meaning |\n|---|---|---|---|\n`;
  };
  const lines = text.split("\n");
  // The first paragraph is about the whole.
  for (const line of lines.slice(lines.indexOf("") + 1)) {
    const [, table] = /^\[([\w.]+)\]$/.exec(line) ?? [];
    const [, off, key, value] = /^(# )?([a-z][a-z0-9_]*) = (.+)$/.exec(line) ?? [];
    if (table) {
      section = table;
      about = comment.join(" ") || about;
      rows(`[${section}]`, comment.join(" "));
      [comment, fresh] = [[], true];
    } else if (key) {
      if (!section) {
        section = "general";
        rows("General", "");
      }
      const name = [...(section === "general" ? [] : section.split(".")), key].join("__").toUpperCase();
      const unit = UNITS[/[a-z]+$/.exec(key)?.[0]] ?? (/burst/.test(value) ? "a rate" : "");
      const shown = off ? `unset, e.g. \`${value}\`` : `\`${value}\``;
      head += `| \`MATINEE_${name}\` | ${cell(shown)} | ${unit} | ${cell(comment.join(" ") || about)} |\n`;
      fresh = true;
    } else if (line.startsWith("#")) {
      if (fresh) comment = [];
      fresh = false;
      comment.push(line.replace(/^# */, "").trim());
    } else if (line === "") {
      [comment, fresh] = [[], true];
    }
  }
  return head;
}

/** The defaults of the program that was built. */
export async function defaults() {
  return (await promisify(execFile)(PROGRAM, ["default-config"], { env: {} })).stdout;
}

if (process.argv[1] === import.meta.filename) await writeFile(PATH, reference(await defaults()));
