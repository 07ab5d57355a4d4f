import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { scanSync } from 'libpg-query';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { isComment, lex } from '../../../server/src/syntax/lexer';
import { fromUtf8 } from '../../../server/src/text/utf8';
import { fixtureTexts } from '../../fixtures/texts';

before(loadGrammar);

/** Places of names, literals and punctuation as PostgreSQL's own scanner gives them; operators it splits otherwise. */
function scanned(text: string): string[] {
  const toUtf16 = fromUtf8(text);
  return scanSync(text).tokens.filter((t) => !isOperator(t.text) && !t.tokenName.includes('COMMENT')).map((t) => text.slice(toUtf16(t.start), toUtf16(t.end)));
}

function isOperator(text: string): boolean {
  return /^[-+*/<>=~!@#%^&|`?:.[\]]+$/.test(text);
}

function lexed(text: string): string[] {
  return lex(text).filter((t) => !isComment(t)).map((t) => text.slice(t.start, t.end)).filter((t) => !isOperator(t));
}

const cases: Record<string, string> = {
  strings: `SELECT 'a''b', E'c\\'d', U&'\\0041', B'01', X'ff', N'x', 'é😀', "Q""x", U&"d\\0061t"`,
  'dollar quotes': `DO $$ BEGIN; $x$ '; $x$ END $$; SELECT $1, $tag$ $$ ; $tag$, a$b`,
  comments: `/* a /* nested ; */ ' */ SELECT 1 -- x ; '\n, 2 /**/ - 3 --`,
  numbers: `SELECT 1, 1.5, .5, 1e10, 1.5e-3, 0xff, 0b01, 0o17, 1_000, 1.`,
  words: `SELECT naïve, ÉTÉ, _x1, a.b.c FROM "T" t WHERE a<=b AND c->>'x' = 'y' AND d::text ~* 'z'`,
};

for (const [title, text] of Object.entries(cases))
  test(`lexes ${title} as PostgreSQL's scanner does`, () => assert.deepEqual(lexed(text), scanned(text)));

test("lexes every fixture as PostgreSQL's scanner does", () => {
  for (const { file, text } of fixtureTexts()) {
    let expected: string[];
    try {
      expected = scanned(text);
    } catch {
      continue;
    }
    assert.deepEqual(lexed(text), expected, file);
  }
});

test('a quote without an end runs to the end and says so', () => {
  for (const text of [`SELECT 'abc`, 'SELECT "abc', 'DO $$ abc', '/* abc']) {
    const last = lex(text).at(-1)!;
    assert.equal(last.open, true, text);
    assert.equal(last.end, text.length, text);
  }
});
