// The OpenID provider that stories sign in with.
import { fork } from "node:child_process";
import { once } from "node:events";

export class OpenIdProvider {
  static async start() {
    const child = fork(new URL("./openid-server.js", import.meta.url), { stdio: "inherit" });
    const [{ issuer }] = await once(child, "message");
    return new OpenIdProvider(child, issuer);
  }

  constructor(child, issuer) {
    this.child = child;
    this.issuer = issuer;
  }

  /** Settings with which Matinee offers it. */
  get settings() {
    return {
      AUTH__OIDC__ISSUER: this.issuer,
      AUTH__OIDC__CLIENT_ID: "matinee",
      AUTH__OIDC__CLIENT_SECRET: "what the provider and Matinee share",
      AUTH__OIDC__NAME: "Example ID",
    };
  }

  async #tell(what) {
    this.child.send(what);
    await once(this.child, "message");
  }

  /** Whom it vouches for from now on. */
  async vouch(claims) {
    await this.#tell({ claims });
  }

  /** From now on the person says no there. */
  async refuse() {
    await this.#tell({ refuse: true });
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    this.child.disconnect();
    await once(this.child, "exit");
  }
}
