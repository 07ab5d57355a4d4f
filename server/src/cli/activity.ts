let current = 'starting';
let shown = false;
let shownAt = 0;

const leastMilliseconds = 80;

/** Says what is being done: on a terminal as a line that the next one replaces, and to whoever has to tell where it broke. */
export function activity(what: string): void {
  current = what;
  if (!process.stderr.isTTY || Date.now() - shownAt < leastMilliseconds) return;
  const width = Math.max(20, (process.stderr.columns ?? 80) - 1);
  process.stderr.write(`\r\x1b[K${what.slice(0, width)}`);
  shown = true;
  shownAt = Date.now();
}

export function currentActivity(): string {
  return current;
}

/** Takes the progress line off the terminal, before anything lasting is printed. */
export function clearActivity(): void {
  if (shown) process.stderr.write('\r\x1b[K');
  shown = false;
}
