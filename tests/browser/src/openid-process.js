// An OpenID provider as a process of its own, for stories that are no browser's: whom it vouches
// for stands in the file that CLAIMS names, read anew for every token.
import { readFileSync } from "node:fs";
import { OAuth2Server } from "oauth2-mock-server";

const server = new OAuth2Server();
await server.issuer.keys.generate("RS256");
server.service.on("beforeTokenSigning", (token) => {
  Object.assign(token.payload, JSON.parse(readFileSync(process.env.CLAIMS, "utf8")));
});
await server.start(Number(process.env.PORT), "127.0.0.1");
console.log(`issuer ${server.issuer.url}`);
