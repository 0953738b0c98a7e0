// An OpenID provider as a process of its own: whoever comes is let through at once, as whom the
// story says. A story of the browser tells it over the channel of `fork`, and it is gone when that
// closes; another one by the file that CLAIMS names, read anew for every token.
import { readFileSync } from "node:fs";
import { OAuth2Server } from "oauth2-mock-server";

const { CLAIMS, PORT = "0" } = process.env;
let told = { claims: {}, refuse: false };
const claims = () => (CLAIMS ? JSON.parse(readFileSync(CLAIMS, "utf8")) : told.claims);
const server = new OAuth2Server();
await server.issuer.keys.generate("RS256");
server.service.on("beforeTokenSigning", (token) => Object.assign(token.payload, claims()));
server.service.on("beforeUserinfo", (answer) => Object.assign(answer.body, claims()));
server.service.on("beforeAuthorizeRedirect", ({ url }) => {
  if (!told.refuse) return;
  url.searchParams.delete("code");
  url.searchParams.set("error", "access_denied");
});
process.on("message", ({ claims = {}, refuse = false }) => {
  told = { claims, refuse };
  process.send({ done: true });
});
process.on("disconnect", () => process.exit());
await server.start(Number(PORT), "127.0.0.1");
if (process.send) process.send({ issuer: server.issuer.url });
else console.log(`issuer ${server.issuer.url}`);
