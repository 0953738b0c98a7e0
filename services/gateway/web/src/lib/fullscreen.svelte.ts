// Full screen of the stage. iPhones only let a video fill the screen, so that is the fallback.
const shown = $state({ on: false });

document.addEventListener('fullscreenchange', () => {
  shown.on = document.fullscreenElement !== null;
});

/** Whether something fills the screen. */
export function isFullscreen(): boolean {
  return shown.on;
}

/** In or out. A refusal by the browser changes nothing. */
export function toggleFullscreen(stage: HTMLElement): void {
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  else if ('requestFullscreen' in stage) void stage.requestFullscreen().catch(() => undefined);
  else {
    const video = (stage as HTMLElement).querySelector<HTMLVideoElement & { webkitEnterFullscreen?: () => void }>(
      'video',
    );
    video?.webkitEnterFullscreen?.();
  }
}
