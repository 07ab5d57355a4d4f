import { ruleIds } from '../rules/all';

/** Where the pages of docs/ are to be read; `repository` in package.json is the same project. */
const documentation = 'https://github.com/upright-sql/upright/blob/main/docs';

/** The page of a rule, or of `upright.json` for what is wrong in it; undefined for a failure that is no rule's. */
export function rulePage(rule: string): string | undefined {
  if (rule === 'configuration') return `${documentation}/configuration.md`;
  return ruleIds.has(rule) ? `${documentation}/rules/${rule}.md` : undefined;
}
