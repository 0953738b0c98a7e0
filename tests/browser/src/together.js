// Two people in one room, each with a browser of their own; their windows close when it is over.
import assert from "node:assert/strict";
import { person } from "./browser.js";
import { by, enterRoom, makeRoom } from "./room.js";

/**
 * Runs a story of two: the first one makes the room and leads it. Where there are several gateways
 * each of them uses another one.
 *
 * @param {ReturnType<typeof import("./stage.js").stage>} here
 * @param {[string, string]} names
 * @param {(leader: Person, other: Person, link: string) => Promise<void>} work
 * @param {{sample?: boolean, prepare?: (person: Person) => Promise<void>}} [options] prepare: done with each before any page is open
 * @typedef {Awaited<ReturnType<typeof person>>} Person
 */
export async function together(here, names, work, { sample = false, prepare } = {}) {
  const { gateways } = here.deployment.addresses;
  const two = [await person(here.browser), await person(here.browser)];
  const [leader, other] = two;
  for (const one of two) await prepare?.(one);
  const link = await makeRoom(leader, gateways[0], names[0], { sample });
  await enterRoom(other, new URL(new URL(link).pathname, gateways.at(-1)).href, names[1]);
  await by(leader.page, "member-menu").waitFor();
  await work(leader, other, link);
  assert.deepEqual(two.flatMap(({ errors }) => errors), []);
  await Promise.all(two.map(({ context }) => context.close()));
}
