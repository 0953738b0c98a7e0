// Servers and a browser for the stories of one file: there before the first, gone after the last.
import { after, before } from "node:test";
import { launch } from "./browser.js";
import { Deployment } from "./deployment.js";

/**
 * @param {"embedded" | "scaled"} kind
 * @param {() => Promise<Record<string, string>>} [settings] what the servers are told besides, asked for first
 * @returns {{deployment: Deployment, browser: import("playwright-core").Browser, url: string}} filled before the first story
 */
export function stage(kind, settings = async () => ({})) {
  const set = {};
  before(async () => {
    set.deployment = await Deployment.start(kind, await settings());
    set.url = set.deployment.addresses.url;
    set.browser = await launch();
  });
  after(async () => {
    await set.browser?.close();
    await set.deployment?.stop();
  });
  return set;
}
