// Stripe's stand-in, as a process of its own beside the servers: they are told where it is by their
// settings, and it is told where they are. Its pages are real pages.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { dirname, join } from "node:path";

const BUILT = process.env.MATINEE_DEPLOYMENT;
const PROGRAM = BUILT
  ? [join(dirname(BUILT), "matinee-fake-stripe")]
  : "cargo run --quiet -p matinee-tests --bin matinee-fake-stripe --".split(" ");

export class FakeStripe {
  static async start() {
    const [program, ...rest] = PROGRAM;
    const child = spawn(program, rest, { stdio: ["pipe", "pipe", "inherit"] });
    const stripe = new FakeStripe(child, createInterface({ input: child.stdout })[Symbol.asyncIterator]());
    /** @type {{url: string, settings: Record<string, string>}} */
    stripe.addresses = await stripe.#answer();
    return stripe;
  }

  constructor(child, lines) {
    this.child = child;
    this.lines = lines;
  }

  async #answer() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error("Stripe's stand-in ended");
    return JSON.parse(value);
  }

  /** For example `end USER`; resolves once it has been done. */
  async command(line) {
    this.child.stdin.write(`${line}\n`);
    const answer = await this.#answer();
    if (answer.error) throw new Error(answer.error);
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    this.child.stdin.end();
    await once(this.child, "exit");
  }
}
