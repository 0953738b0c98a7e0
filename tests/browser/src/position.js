// Where two players are at one instant. Both browsers run on this machine, so `Date.now()` with
// its high-resolution origin is one clock for both; each sample says when it was taken.

/** Seconds into the medium, the instant of the sample (ms) and the rate; undefined without a player. */
export async function sample(page) {
  return page.evaluate(() => {
    const media = document.querySelector("video, audio");
    if (!media) return undefined;
    return {
      position: media.currentTime,
      at: performance.timeOrigin + performance.now(),
      rate: media.paused ? 0 : media.playbackRate,
      paused: media.paused,
      ready: media.readyState,
    };
  });
}

/** Milliseconds by which `a` is ahead of `b`, both carried to one instant. */
export function difference(a, b) {
  const at = Math.max(a.at, b.at);
  const carried = (s) => s.position + ((at - s.at) / 1000) * s.rate;
  return (carried(a) - carried(b)) * 1000;
}

/** Differences (ms, absolute) sampled for `seconds`. */
export async function differences(a, b, seconds) {
  const values = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const [one, two] = await Promise.all([sample(a), sample(b)]);
    if (one && two) values.push(Math.abs(difference(one, two)));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return values;
}

/** The value below which a share of the values lies. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
