import type { Script } from './statement';

/** The reason in a `-- irreversible: reason` comment; undefined where there is none. */
export function irreversibleReason(script: Script): string | undefined {
  for (const comment of script.comments) {
    const match = /^--\s*irreversible\s*:\s*(\S.*?)\s*$/i.exec(comment.text);
    if (match) return match[1];
  }
  return undefined;
}
