import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createColors } from 'picocolors';
import { excerpt } from '../../server/src/cli/formats/excerpt';
import { Lines } from '../../server/src/text/lines';

const plain = createColors(false);

/** The excerpt of a text in which `[` and `]` stand around the range. */
function rows(marked: string): string[] {
  const start = marked.indexOf('[');
  const end = marked.indexOf(']') - 1;
  const text = marked.replace('[', '').replace(']', '');
  return [...excerpt(new Lines(text), { start, end }, plain, (underline) => underline)];
}

test('the range is underlined with carets', () => {
  assert.deepEqual(rows('SELECT 1;\nSELECT [nme] FROM users;\n'), ['  |', '2 | SELECT nme FROM users;', '  |        ^^^']);
});

test('an empty range, also at the end of the text, has one caret', () => {
  assert.deepEqual(rows('SELECT [];'), ['  |', '1 | SELECT ;', '  |        ^']);
  assert.deepEqual(rows('SELECT[]'), ['  |', '1 | SELECT', '  |       ^']);
  assert.deepEqual(rows('SELECT 1;\n[]'), ['  |', '2 |', '  | ^']);
});

test('the underline stands under tabs and wide characters', () => {
  assert.deepEqual(rows('\tname\t[text],'), ['  |', '1 |     name    text,', '  |             ^^^^']);
  assert.deepEqual(rows("COMMENT '漢字😀é' [IS]"), ['  |', "1 | COMMENT '漢字😀é' IS", '  |                   ^^']);
  assert.deepEqual(rows("COMMENT '[漢字]'"), ['  |', "1 | COMMENT '漢字'", '  |          ^^^^']);
  assert.deepEqual(rows("'👩‍👩‍👧 🇩🇪 e\u0301' [x]"), ['  |', "1 | '👩‍👩‍👧 🇩🇪 e\u0301' x", '  |           ^']);
});

test('a range of many lines is shortened to the first and the last', () => {
  assert.deepEqual(rows('[CREATE TABLE a (\n  id int,\n  b int\n);] -- end\n'), [
    '  |',
    '1 | CREATE TABLE a (',
    '  | ^^^^^^^^^^^^^^^^',
    '...',
    '4 | ); -- end',
    '  | ^^',
  ]);
});

test('a range of two lines has both, and with CRLF too', () => {
  assert.deepEqual(rows('[DROP\r\n  TABLE] a;\r\n'), ['  |', '1 | DROP', '  | ^^^^', '2 |   TABLE a;', '  |   ^^^^^']);
});

test('line numbers of different width stand in one column', () => {
  const text = `${'\n'.repeat(8)}[a\nb]\n`;
  assert.deepEqual(rows(text), ['   |', ' 9 | a', '   | ^', '10 | b', '   | ^']);
});

test('a line of megabytes is shown around the range', () => {
  const [, source, carets] = rows(`INSERT INTO t VALUES ${"('x'), ".repeat(300_000)}[oops]${", ('y')".repeat(300_000)}`);
  assert.ok(source!.length < 200);
  const at = carets!.indexOf('^');
  assert.equal(source!.slice(at, carets!.length), 'oops');
});

test('control characters are shown, not sent to the terminal', () => {
  assert.deepEqual(rows('SELECT \x1b[31m\u202e[x]'.replace('[31m', '31m')), ['  |', '1 | SELECT ␛31m�x', '  |             ^']);
});
