/** Registers the shell's service worker. A new one takes over at the next cold start, never over an open draft. */
export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  const { Workbox } = await import('workbox-window');
  try {
    await new Workbox('/service-worker.js').register();
  } catch (problem) {
    console.error('the app will not open offline', problem);
  }
}
