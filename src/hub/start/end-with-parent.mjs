import process from 'node:process';

/** Asks this process to stop (SIGTERM) when its parent ends: npm does not always pass on the signal that ended it. */
export function endWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
