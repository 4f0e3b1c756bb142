/** Tells whenever somebody touches the app: a finger, a key. */
export function onTouched(touched: () => void): void {
  for (const type of ['pointerdown', 'keydown', 'input'])
    addEventListener(type, touched, { capture: true, passive: true });
}
