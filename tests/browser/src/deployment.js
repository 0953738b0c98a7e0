// Starts real servers for a story through the Rust harness and ends them with it. The harness
// prints one JSON line when everything is ready, takes commands on its standard input, and ends
// all it has started when that input closes, so nothing outlives a crashed test.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { once } from "node:events";

// `tests/run.sh` has built it with everything else; by hand, cargo sees to it.
const BUILT = process.env.MATINEE_DEPLOYMENT;
const PROGRAM = BUILT ? [BUILT] : "cargo run --quiet -p matinee-tests --bin matinee-deployment --".split(" ");

export class Deployment {
  /**
   * @param {"embedded" | "scaled"} kind
   * @param {Record<string, string>} [settings] for example `{AUTH__SINGLE_SESSION: "true"}`
   */
  static async start(kind, settings = {}) {
    const [program, ...rest] = PROGRAM;
    const own = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
    const child = spawn(program, [...rest, kind, ...own], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const deployment = new Deployment(child, lines);
    /** @type {{url: string, gateways: string[], oembed: string}} */
    deployment.addresses = await deployment.#answer();
    return deployment;
  }

  constructor(child, lines) {
    this.child = child;
    this.lines = lines;
  }

  async #answer() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error("the deployment ended; its log is above");
    return JSON.parse(value);
  }

  /** For example `kill gateway 0`; resolves once it has been done. */
  async command(line) {
    this.child.stdin.write(`${line}\n`);
    const answer = await this.#answer();
    if (answer.error) throw new Error(answer.error);
    return answer;
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    this.child.stdin.end();
    const [code] = await once(this.child, "exit");
    if (code !== 0) throw new Error("the deployment did not end well; why is above");
  }
}
