import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineEnds } from '../../../server/src/migrations/git-attributes';
import { GitRepository } from '../../git-repository';
import { viewOf } from './memory-folder';

const paths = ['migrations/1_a.sql', 'migrations/sub dir/2_b.SQL', 'migrations/sub/3_c.sql', 'migrations/migrations'];

const texts = [
  '', '*.sql text eol=lf\n', '* text=auto\n', '* text=auto eol=lf\n', '* -text\n', '*.sql -text', '*.sql binary\n', '*.SQL text\n', '*.png binary\n',
  'migrations text\n', 'migrations/ text\n', '/migrations/* text\n', 'migrations/** -text\n', '/migrations/**/*.sql eol=crlf\n', '**/*.sql eol=lf\n', '**/migrations/*.sql text\n',
  '*/1_a.sql text\n', '1_a.sql text=auto\n', '/1_a.sql text\n', '"migrations/sub dir/*" text\n', '"*.sql"\ttext\n', '[abm]*.sql text\n', '*.s?l text\n', '!*.sql text\n', '\\!*.sql text\n', '# *.sql text\n', '  *.sql   text  \n', '**/* text\n',
  '*.sql text\n*.sql -text\n', '*.sql -text\n*.sql !text\n', '*.sql text=auto\n1_a.sql !text eol\n', '*.sql eol=lf\n*.sql !eol\n', '*.sql crlf\n', '*.sql -crlf\n', '*.sql crlf=input\n', '*.sql text=input\r\n* -diff\r\n',
  '[attr]raw -text diff\n*.sql raw\n', '[attr]raw -text\n*.sql raw\n1_a.sql text\n', '*.sql -binary\n',
];
const inner = [undefined, '* eol=lf\n', '*.sql !text !eol\n', '/1_a.sql text\n', 'sub*/** -text\n'];

test("a file's line breaks are what git's own attributes of it say", () => {
  const repository = new GitRepository({});
  const wrong: string[] = [];
  for (const text of texts)
    for (const own of text === '' || text.startsWith('*.sql') ? inner : [undefined]) {
      const files = { '.gitattributes': text, ...(own === undefined ? {} : { 'migrations/.gitattributes': own }) };
      repository.write(files);
      const values = repository.git('check-attr', '-z', 'text', 'eol', 'crlf', '--', ...paths).split('\0');
      if (own !== undefined) repository.write({ 'migrations/.gitattributes': null });
      paths.forEach((path, i) => {
        const value = (attribute: number) => values[(i * 3 + attribute) * 3 + 2]!;
        const old = value(2);
        const set = value(0) !== 'unspecified' || old === 'unspecified' ? value(0) : old;
        const kept = set === 'unset' || set === 'input' || /^(?:crlf|lf)$/.test(value(1));
        const expected = kept ? 'kept' : set === 'unspecified' ? 'unsaid' : 'native';
        const said = lineEnds(`/w/${path}`, viewOf({ ...files, ...Object.fromEntries(paths.map((name) => [name, ''])) }));
        if (said !== expected) wrong.push(`${path} with ${JSON.stringify(files)}: ${said}, and git says ${expected}`);
      });
    }
  assert.deepEqual(wrong, []);
});
