// An OpenID provider as a process of its own: whoever comes is let through at once, as whom the
// story says. Told over the channel of `fork`, and gone when that closes.
import { OAuth2Server } from "oauth2-mock-server";

let claims = {};
let refuse = false;
const server = new OAuth2Server();
await server.issuer.keys.generate("RS256");
server.service.on("beforeTokenSigning", (token) => Object.assign(token.payload, claims));
server.service.on("beforeUserinfo", (answer) => Object.assign(answer.body, claims));
server.service.on("beforeAuthorizeRedirect", ({ url }) => {
  if (!refuse) return;
  url.searchParams.delete("code");
  url.searchParams.set("error", "access_denied");
});
process.on("message", (told) => {
  ({ claims = {}, refuse = false } = told);
  process.send({ done: true });
});
process.on("disconnect", () => process.exit());
await server.start(0, "127.0.0.1");
process.send({ issuer: server.issuer.url });
