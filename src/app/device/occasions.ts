/** Moments at which it is worth trying the network again. None is trusted: each is only a hint. */
export interface Occasions {
  /** False when the browser is sure that there is no network. */
  mayBeOnline(): boolean;
  isVisible(): boolean;
  onOnline(back: () => void): void;
  onOffline(gone: () => void): void;
  onVisible(shown: () => void): void;
}

/** The real browser's hints. */
export function browserOccasions(): Occasions {
  return {
    mayBeOnline: () => navigator.onLine,
    isVisible: () => document.visibilityState === 'visible',
    onOnline: (back) => addEventListener('online', back),
    onOffline: (gone) => addEventListener('offline', gone),
    onVisible: (shown) =>
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') shown();
      }),
  };
}
