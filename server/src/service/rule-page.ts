/** Where the pages of docs/ are to be read; `repository` in package.json is the same project. */
const documentation = 'https://github.com/upright-sql/upright/blob/main/docs';

/** The page of a rule, or of `upright.json` for what is wrong in it. */
export function rulePage(rule: string): string {
  return rule === 'configuration' ? `${documentation}/configuration.md` : `${documentation}/rules/${rule}.md`;
}
