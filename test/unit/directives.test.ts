import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { conventions } from '../../server/src/migrations/conventions';
import { ownDirectives } from '../../server/src/service/directives';
import { viewOf } from './migrations/memory-folder';

interface Grammar {
  readonly patterns: readonly { readonly include: string }[];
  readonly repository: Readonly<Record<string, { readonly match?: string }>>;
}

const grammar = JSON.parse(readFileSync('syntaxes/upright.tmLanguage.json', 'utf8')) as Grammar;
/** What colours the comments of Upright itself. */
const own = ['suppression', 'suppression-block', 'irreversible'];

/** TextMate's expression as JavaScript's: the text is one line, and the first one. */
function colours(key: string): RegExp {
  const { match = '(?!)' } = grammar.repository[key]!;
  return new RegExp(match.replace(/^\(\?i\)/, '').replace(/^\\A/, '^'), match.startsWith('(?i)') ? 'i' : '');
}

const written = (text: string) => text.replaceAll('…', 'x');

test('every directive is found by its own pattern, and coloured', () => {
  for (const { id, directives = [] } of conventions) {
    for (const { text, pattern } of directives) {
      assert.match(written(text), pattern, id);
      assert.match(written(text), colours(id), `${id} is not coloured`);
    }
  }
  for (const { text, pattern } of ownDirectives) {
    assert.match(written(text), pattern);
    assert.ok(own.some((key) => colours(key).test(written(text))), text);
  }
});

test('only the directives of conventions are coloured', () => {
  const coloured = Object.keys(grammar.repository).filter((key) => key !== 'rules' && !own.includes(key));
  assert.deepEqual(coloured.sort(), conventions.filter(({ directives }) => directives).map(({ id }) => id).sort());
  assert.deepEqual(grammar.patterns.map(({ include }) => include).sort(), [...coloured, ...own].map((key) => `#${key}`).sort());
});

test('a line of no tool is coloured by none, and a directive by its own tool alone', () => {
  for (const { id } of conventions.filter(({ directives }) => directives)) {
    for (const line of ['-- a comment', '--', 'SELECT 1; -- up', '-- migrate', '-- no transaction please']) assert.doesNotMatch(line, colours(id), id);
    for (const other of conventions) for (const { text } of other.id === id ? [] : (other.directives ?? [])) assert.doesNotMatch(written(text), colours(id), `${id} and ${other.id}`);
  }
});

test('an opt-out in a comment is a directive, with what it does', () => {
  for (const { id, optOut, directives = [] } of conventions) if (optOut?.shown.startsWith('--')) assert.ok(directives.some(({ text }) => text === optOut.shown), id);
});

test('lines that a tool takes otherwise are none of its directives', () => {
  for (const { id, slips, directives = [] } of conventions) for (const { text } of directives) assert.deepEqual(slips?.(`${written(text)}\n\n`, viewOf({}), 'x.sql').filter(({ fate }) => fate === 'ignored') ?? [], [], id);
});
