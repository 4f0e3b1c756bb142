import type { FixSurroundings } from './device-fixes.ts';

/** The real browser's geolocation. */
export function browserFixSurroundings(): FixSurroundings {
  return {
    isSecure: isSecureContext,
    stamp: () => ({ wall: Date.now(), monotonic: performance.now() }),
    geolocation: navigator.geolocation,
    onPermissionChange(changed) {
      navigator.permissions
        ?.query({ name: 'geolocation' })
        .then((status) => status.addEventListener('change', changed))
        .catch((problem: unknown) => console.warn('permission state not told by this browser', problem));
    },
  };
}
