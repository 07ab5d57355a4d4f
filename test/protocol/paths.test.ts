import assert from 'node:assert/strict';
import test from 'node:test';
import { pathOf, uriOf } from '../../server/src/lsp/paths';

test('file URIs and paths, there and back', () => {
  for (const [uri, path] of [
    ['file:///home/me/001_a.up.sql', '/home/me/001_a.up.sql'],
    ['file:///home/me/my%20db/100%25/%C3%A4%23%3F.sql', '/home/me/my db/100%/ä#?.sql'],
    ['file:///c%3A/work/001_a.up.sql', 'c:/work/001_a.up.sql'],
    ['file://server/share/001_a.up.sql', '//server/share/001_a.up.sql'],
  ] as const) {
    assert.equal(pathOf(uri), path);
    assert.equal(uriOf(path), uri);
  }
});

test('other spellings of the same file', () => {
  assert.equal(pathOf('file:///C:/work/001_a.up.sql'), 'c:/work/001_a.up.sql');
  assert.equal(pathOf('file:///home/me/a%2Bb.sql'), '/home/me/a+b.sql');
  assert.equal(pathOf('file:///home/me/ä b.sql'), '/home/me/ä b.sql');
});

test('what is no file', () => {
  for (const uri of ['untitled:Untitled-1', 'git:/home/me/a.sql?x', 'vscode-notebook-cell:/a.sql#1', 'https://example.org/a.sql', 'a.sql', '/home/me/a.sql', '', '%', undefined, 7]) assert.equal(pathOf(uri), undefined, String(uri));
});
