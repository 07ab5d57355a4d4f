import { distance } from 'fastest-levenshtein';

/** The candidate that a misspelt name most likely means; undefined when none is close or two are equally close. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const allowed = name.length <= 3 ? 1 : Math.max(2, Math.floor(name.length / 4));
  const ranked = [...new Set(candidates)]
    .filter((candidate) => candidate !== name)
    .map((candidate) => ({ candidate, far: distance(name, candidate) }))
    .filter(({ candidate, far }) => far <= allowed && far < Math.min(name.length, candidate.length))
    .sort((a, b) => a.far - b.far);
  return ranked[0] && ranked[0].far !== ranked[1]?.far ? ranked[0].candidate : undefined;
}
