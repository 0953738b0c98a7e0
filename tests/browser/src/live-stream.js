// A live stream in HLS as an origin serves it: a list whose window moves on with every segment, and
// segments that are there from the instant at which they end. Each is the same picture, under its
// own number and time.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";

const clip = await readFile(new URL("../live/second.mp4", import.meta.url));
const split = clip.indexOf("moof", 0, "latin1") - 4;
/** The clip's own length, and ticks of its time, of one second. */
const TICKS = 1_000;

export class LiveStream {
  /**
   * @param {number} window segments in the list
   */
  static async start(window = 60) {
    const stream = new LiveStream(window);
    stream.server.listen(0, "127.0.0.1");
    await once(stream.server, "listening");
    return stream;
  }

  constructor(window) {
    this.window = window;
    /** When segment 0 began; by now the window is full. */
    this.began = Date.now() - (window + 30) * 1_000 - 370;
    this.server = createServer((request, response) => this.#answer(request.url, response));
  }

  /** Where everything of the site `https://live.example.org` is to be asked for. */
  get url() {
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  /** Second of the stream at which it is live, at an instant (ms). */
  edge(at) {
    return (at - this.began) / 1_000;
  }

  /** Lets a person's browser have it, and keeps what it needs to know where in the stream it is. */
  async show({ context }) {
    await context.route("https://live.example.org/**", async (route) => {
      const { pathname } = new URL(route.request().url());
      const answer = async () => route.fulfill({ response: await route.fetch({ url: this.url + pathname }) });
      // A page that has gone wants no answer any more.
      await answer().catch(() => undefined);
    });
    await context.addInitScript(watchSegments);
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  #answer(path, response) {
    const headers = { "access-control-allow-origin": "*", "cache-control": "no-store" };
    const last = Math.floor(this.edge(Date.now())) - 1;
    const number = Number(/^\/(\d+)\.m4s$/.exec(path)?.[1] ?? NaN);
    if (path === "/stream.m3u8") response.writeHead(200, { ...headers, "content-type": "application/vnd.apple.mpegurl" });
    else if (path === "/init.mp4" || number <= last) response.writeHead(200, { ...headers, "content-type": "video/mp4" });
    else return response.writeHead(404, headers).end();
    if (path === "/stream.m3u8") response.end(this.#list(last));
    else response.end(path === "/init.mp4" ? clip.subarray(0, split) : segment(number));
  }

  #list(last) {
    const first = last - this.window + 1;
    const segments = Array.from({ length: this.window }, (_, place) => `#EXTINF:1.0,\n${first + place}.m4s\n`);
    const head = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:1", `#EXT-X-MEDIA-SEQUENCE:${first}`];
    return `${[...head, '#EXT-X-MAP:URI="init.mp4"'].join("\n")}\n${segments.join("")}`;
  }
}

/** The clip's only fragment, as the one of this number. */
function segment(number) {
  const bytes = Buffer.from(clip.subarray(split));
  bytes.writeUInt32BE(number, bytes.indexOf("mfhd", 0, "latin1") + 8);
  bytes.writeBigUInt64BE(BigInt(number * TICKS), bytes.indexOf("tfdt", 0, "latin1") + 8);
  return bytes;
}

/**
 * Each player begins to count where it came in. Which second of the stream its zero is follows from
 * the segments that it is fed: their number, and the time at which they are put in.
 */
function watchSegments() {
  const append = SourceBuffer.prototype.appendBuffer;
  SourceBuffer.prototype.appendBuffer = function (data) {
    const bytes = new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength);
    const text = new TextDecoder("latin1").decode(bytes.subarray(0, 400));
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const [number, time] = [text.indexOf("mfhd"), text.indexOf("tfdt")];
    if (number > 0 && time > 0) {
      const put = bytes[time + 4] === 1 ? Number(view.getBigUint64(time + 8)) : view.getUint32(time + 8);
      window.liveZero = view.getUint32(number + 8) - put / 1_000 - this.timestampOffset;
    }
    return append.call(this, data);
  };
}

/** How far behind the live edge somebody watches, seconds; undefined unless it plays. */
export async function behind(stream, page) {
  const seen = await page.evaluate(() => {
    const video = document.querySelector("video");
    if (!video || video.paused || video.seeking || video.readyState < 3) return undefined;
    return { second: video.currentTime + (window.liveZero ?? NaN), at: performance.timeOrigin + performance.now() };
  });
  return seen && stream.edge(seen.at) - seen.second;
}
