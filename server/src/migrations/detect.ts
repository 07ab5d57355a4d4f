import type { Convention, Evidence, FolderView, ToolId } from './convention';
import { conventions } from './conventions';
import { atOneLook } from './folder-view';
import { ownPattern, type OwnPattern } from './own-pattern';

export interface Detection {
  readonly convention: Convention;
  /** For people, the strongest first. */
  readonly evidence: readonly string[];
}

/**
 * The tool whose folder this is; undefined: it is no folder of migrations, as far as can be seen.
 * `override`: the person says which tool it is, or what the files of their own runner are called.
 */
export function detectFolder(view: FolderView, override?: ToolId | OwnPattern): Detection | undefined {
  if (typeof override === 'string') {
    const convention = conventions.find((candidate) => candidate.id === override);
    return convention && { convention, evidence: [`set in the configuration: ${override}`] };
  }
  if (override !== undefined) return { convention: ownPattern(override), evidence: [`set in the configuration: files named ${override.up}`] };
  let best: { convention: Convention; evidence: readonly Evidence[] } | undefined;
  const look = atOneLook(view);
  for (const convention of conventions) {
    const evidence = convention.detect(look);
    if (evidence.length > 0 && (!best || outweighs(evidence, best.evidence))) best = { convention, evidence };
  }
  if (!best) return undefined;
  const evidence = [...best.evidence].sort((a, b) => b.strength - a.strength);
  return { convention: best.convention, evidence: [...new Set(evidence.map((one) => one.text))] };
}

/** The strongest single piece counts; among equals all of them together. */
function outweighs(a: readonly Evidence[], b: readonly Evidence[]): boolean {
  return strongest(a) - strongest(b) > 0 || (strongest(a) === strongest(b) && sum(a) > sum(b));
}

function strongest(evidence: readonly Evidence[]): number {
  return Math.max(...evidence.map((one) => one.strength));
}

function sum(evidence: readonly Evidence[]): number {
  return evidence.reduce((total, one) => total + one.strength, 0);
}
