import type { MigrationFolder } from '../migrations/convention';
import { parent } from '../migrations/folder-view';
import { attributesFor, lineEnds } from '../migrations/git-attributes';
import { insert } from '../text/edits';
import { lineBreak } from '../text/lines';
import type { Fix, FolderContext, Rule } from './rule';

const CARGO = { 'Cargo.toml': '[dependencies]\nsqlx = { version = "0.8", features = ["migrate"] }\n' };
const A = { '1_a.sql': 'CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);\n' };
const README = { 'README.md': 'Migrations\n' };

export const lineBreaksNotKept: Rule = {
  id: 'line-breaks-not-kept',
  title: 'Git may write other line breaks elsewhere, and the tool sums the bytes',
  severity: 'information',
  why: 'Git may check text out with carriage returns, on Windows by default. To a tool whose checksum is over the bytes each such file is an edit of a migration that has run, and it stops. It is a hint where nothing is said of the files, so that each person\'s `core.autocrlf` decides, and information where `.gitattributes` leaves it to the machine.',
  instead: 'Keep the line breaks of the migrations one kind by a line in `.gitattributes`, before there are several.',
  examples: [
    {
      title: 'What is text to git has the line breaks of the machine',
      files: { ...CARGO, ...A, '.gitattributes': '* text=auto\n' },
      base: README,
      finds: ['1_a.sql: '],
      fixed: { '.gitattributes': '* text=auto\n*.sql text eol=lf\n' },
    },
    { title: 'They are LF everywhere', files: { ...CARGO, ...A, '.gitattributes': '*.sql text eol=lf\n' }, base: README, finds: [] },
    { title: 'golang-migrate keeps no checksum', files: { '1_a.up.sql': A['1_a.sql'], '.gitattributes': '* text=auto\n' }, base: README, finds: [] },
  ],
  checkFolder(context, report) {
    const { folder, repository } = context;
    const effect = repository === undefined ? undefined : folder.convention.past.lineBreaks?.(folder.view);
    const newest = folder.migrations.findLast((migration) => migration.up && !folder.convention.past.repeats?.(migration, folder.view))?.up?.file;
    if (effect === undefined || newest === undefined) return;
    const ends = lineEnds(newest, folder.view);
    if (ends === 'kept') return;
    report({
      message: `${effect} where git checks the files out with carriage returns, ${ends === 'native' ? 'and .gitattributes leaves that to the machine' : 'as on Windows it does unless told otherwise'}`,
      severity: ends === 'native' ? 'information' : 'hint',
      file: newest, range: { start: 0, end: 0 }, fixes: keeping(context, newest),
    });
  },
};

/** A line in the nearest `.gitattributes`, or in a new one at the top of the repository. Not where some are kept with carriage returns: they would become others. */
function keeping({ folder, repository, base }: FolderContext, newest: string): Fix[] {
  const known = base?.left;
  if (known?.files.some((file) => file.endsWith('.sql') && known.read(file)?.includes('\r'))) return [];
  const attributes = attributesFor(newest, folder.view).at(-1) ?? { path: `${repository}/.gitattributes`, text: undefined };
  const pattern = patternFor(folder, newest, parent(attributes.path));
  if (/[\s"\\*?[\]]/.test(pattern.replace('**/', '').replace('*.sql', ''))) return [];
  const line = `${pattern} text eol=lf`;
  const { path: file, text } = attributes;
  return [{
    title: `Keep ${pattern} at LF in .gitattributes`, safety: 'suggestion',
    changes: () => {
      if (text === undefined) return [{ kind: 'create', file, text: `${line}\n` }];
      const br = lineBreak(text);
      return [{ kind: 'edit', file, edits: [insert(text.length, `${text === '' || text.endsWith('\n') ? '' : br}${line}${br}`)] }];
    },
  }];
}

/** The folder's files, as seen from another one that is around it, or in it and around the file. */
function patternFor({ path, migrations }: MigrationFolder, file: string, from: string): string {
  const below = path.startsWith(`${from}/`) ? `${path.slice(from.length + 1)}/` : '';
  const nested = below !== '' || from === path ? migrations.some(({ up }) => up && up.file.slice(path.length + 1).includes('/')) : file.slice(from.length + 1).includes('/');
  return `${below}${nested ? '**/' : ''}*.sql`;
}
