// --port PORT and, to run as one of several, --redis URL.
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { port: { type: "string" }, redis: { type: "string" } } });
export const port = Number(values.port);
export const redis = values.redis;
