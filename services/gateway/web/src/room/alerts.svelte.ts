// What draws attention: a chime, a notification of the browser, a line at the edge of the page.
// The browser is asked for permission on a click and never by itself.
import { lasting } from '../lib/storage';

const CHIME = 'matinee.chime';
const NOTIFY = 'matinee.notify';
/** Hertz of the three strokes, and the seconds between them. */
const STROKES = [659.25, 783.99, 1046.5];
const STROKE_EVERY = 0.22;

/** Whether this browser can notify at all. */
export const NOTIFIES = 'Notification' in window;

async function showByWorker(options: NotificationOptions): Promise<void> {
  await navigator.serviceWorker.register('/notify.js');
  const worker = await navigator.serviceWorker.ready;
  await worker.showNotification('Matinee', options);
}

/** Attention, as this person wants it. */
export class Alerts {
  /** Whether phases of the timer chime. */
  chime = $state(lasting.getItem(CHIME) !== 'off');
  /** Whether the browser may notify, and is wanted to. */
  notify = $state(lasting.getItem(NOTIFY) === 'on' && NOTIFIES && Notification.permission === 'granted');
  /** The browser was told never to notify from here. */
  denied = $state(NOTIFIES && Notification.permission === 'denied');
  /** What is said at the edge of the page. */
  notice = $state.raw<{ text: string } | null>(null);
  #audio: AudioContext | null = null;

  constructor() {
    // Sound needs one gesture; whoever entered a room has made one, and a reload waits for the next.
    window.addEventListener('pointerdown', this.#wake);
    window.addEventListener('keydown', this.#wake);
  }

  setChime(on: boolean): void {
    this.chime = on;
    lasting.setItem(CHIME, on ? 'on' : 'off');
    if (on) this.ring();
  }

  /** Turns notifications on or off; the first time the browser asks. */
  async setNotify(on: boolean): Promise<void> {
    if (on && NOTIFIES && Notification.permission === 'default') await Notification.requestPermission();
    this.denied = NOTIFIES && Notification.permission === 'denied';
    this.notify = on && NOTIFIES && Notification.permission === 'granted';
    lasting.setItem(NOTIFY, this.notify ? 'on' : 'off');
  }

  /** Three strokes, made here: no file to load, and the same offline. */
  ring(): void {
    const audio = this.#context();
    if (!audio) return;
    for (const [index, frequency] of STROKES.entries()) {
      const start = audio.currentTime + 0.02 + index * STROKE_EVERY;
      const tone = audio.createOscillator();
      const gain = audio.createGain();
      tone.type = 'sine';
      tone.frequency.value = frequency;
      gain.gain.setValueAtTime(0.0001, start);
      gain.gain.exponentialRampToValueAtTime(0.28, start + 0.015);
      gain.gain.exponentialRampToValueAtTime(0.0001, start + 1.1);
      tone.connect(gain).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 1.2);
    }
  }

  /** Says it on the page; and through the browser where the page is out of sight. */
  tell(text: string, tag: string): void {
    this.notice = { text };
    if (!this.notify || document.visibilityState === 'visible') return;
    const options = { body: text, tag, icon: '/icon-192.png', data: location.href };
    try {
      const shown = new Notification('Matinee', options);
      shown.onclick = () => {
        window.focus();
        shown.close();
      };
    } catch {
      // Phones notify through workers alone. Without one the page's own line has to do.
      void showByWorker(options).catch(() => (this.notify = false));
    }
  }

  close(): void {
    window.removeEventListener('pointerdown', this.#wake);
    window.removeEventListener('keydown', this.#wake);
    void this.#audio?.close();
    this.#audio = null;
  }

  #context(): AudioContext | null {
    if (!('AudioContext' in window)) return null;
    this.#audio ??= new AudioContext();
    if (this.#audio.state === 'suspended') void this.#audio.resume();
    return this.#audio;
  }

  readonly #wake = (): void => {
    if (this.chime) this.#context();
  };
}
