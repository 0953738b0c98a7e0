// YouTube's IFrame API as it is documented, for a page that cannot reach YouTube: a stateful
// player with a clock of its own. Calls are kept in `window.youtubeCalls` for the story to read.

/** Answers for the API script and the embedded frame. */
export async function withoutYouTube(context) {
  await context.route("https://www.youtube.com/iframe_api", (route) =>
    route.fulfill({ contentType: "text/javascript", body: `(${api})();` }),
  );
  await context.route(/https:\/\/(www\.youtube(-nocookie)?\.com\/embed|i\.ytimg\.com)\//, (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><title>embedded</title>" }),
  );
}

function api() {
  const [UNSTARTED, ENDED, PLAYING, PAUSED, , CUED] = [-1, 0, 1, 2, 3, 5];
  window.youtubeCalls = [];

  class Player {
    constructor(target, options = {}) {
      this.listeners = new Map();
      this.state = UNSTARTED;
      this.rate = 1;
      this.volume = 100;
      this.silent = false;
      this.anchor = { position: 0, at: performance.now() };
      this.length = 212;
      const element = typeof target === "string" ? document.getElementById(target) : target;
      this.frame = element;
      const source = element?.src ? new URL(element.src) : undefined;
      this.anchor.position = Number(source?.searchParams.get("start") ?? options.playerVars?.start ?? 0);
      for (const [name, listener] of Object.entries(options.events ?? {})) this.addEventListener(name, listener);
      setTimeout(() => {
        this.fire("onReady");
        this.become(CUED);
        if (source?.searchParams.get("autoplay") === "1") this.playVideo();
      }, 20);
    }
    call(name, ...values) {
      window.youtubeCalls.push([name, ...values]);
    }
    addEventListener(name, listener) {
      this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
    }
    removeEventListener(name, listener) {
      this.listeners.set(name, (this.listeners.get(name) ?? []).filter((one) => one !== listener));
    }
    fire(name, data) {
      for (const listener of this.listeners.get(name) ?? []) listener({ target: this, data });
    }
    become(state) {
      this.anchor = { position: this.getCurrentTime(), at: performance.now() };
      this.state = state;
      this.fire("onStateChange", state);
    }
    playVideo() {
      this.call("playVideo");
      setTimeout(() => this.become(PLAYING), 30);
    }
    pauseVideo() {
      this.call("pauseVideo");
      setTimeout(() => this.become(PAUSED), 10);
    }
    stopVideo() {
      this.become(CUED);
    }
    seekTo(seconds) {
      this.call("seekTo", seconds);
      this.anchor = { position: seconds, at: performance.now() };
    }
    cueVideoById(video) {
      this.call("cueVideoById", video);
      this.anchor = { position: video.startSeconds ?? 0, at: performance.now() };
      this.become(CUED);
    }
    loadVideoById(video) {
      this.cueVideoById(video);
      this.playVideo();
    }
    getCurrentTime() {
      const { position, at } = this.anchor;
      return this.state === PLAYING ? position + ((performance.now() - at) / 1000) * this.rate : position;
    }
    getPlayerState() {
      return this.getCurrentTime() >= this.length ? ENDED : this.state;
    }
    getDuration() {
      return this.length;
    }
    getVideoLoadedFraction() {
      return 1;
    }
    getPlaybackRate() {
      return this.rate;
    }
    setPlaybackRate(rate) {
      this.call("setPlaybackRate", rate);
      this.anchor = { position: this.getCurrentTime(), at: performance.now() };
      this.rate = rate;
      this.fire("onPlaybackRateChange", rate);
    }
    getAvailablePlaybackRates() {
      return [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
    }
    setVolume(volume) {
      this.volume = volume;
    }
    getVolume() {
      return this.volume;
    }
    mute() {
      this.silent = true;
    }
    unMute() {
      this.silent = false;
    }
    isMuted() {
      return this.silent;
    }
    getVideoData() {
      return { title: "A video", author: "A channel" };
    }
    getIframe() {
      return this.frame;
    }
    setSize() {}
    /** Modules such as captions: this video has none. */
    getOptions() {
      return [];
    }
    getOption() {
      return undefined;
    }
    setOption() {}
    loadModule() {}
    destroy() {
      this.listeners.clear();
    }
  }

  window.YT = {
    Player,
    PlayerState: { UNSTARTED, ENDED, PLAYING, PAUSED, BUFFERING: 3, CUED },
    ready: (act) => setTimeout(act, 0),
    loaded: 1,
  };
  window.onYouTubeIframeAPIReady?.();
}
