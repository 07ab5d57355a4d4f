import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cacheFolder, Kept } from '../../../server/src/audit/kept';

const scratch = mkdtempSync(join(tmpdir(), 'upright-kept-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

let made = 0;
const newFolder = () => join(scratch, String(++made), 'upright');
const text = (kept: Kept, name: string) => kept.read(name)?.toString('utf8');
const filesIn = (folder: string) => readdirSync(folder).map((name) => join(folder, name));
const days = (n: number) => new Date(Date.now() - n * 24 * 60 * 60 * 1000);

test('what is written under a name is read under it, by the same build', () => {
  const folder = newFolder();
  const kept = new Kept(folder, 'build');
  assert.equal(text(kept, 'a'), undefined);
  kept.write('a', Buffer.from('one'));
  kept.write('a', Buffer.from('two'));
  kept.write('b', Buffer.from(''));
  assert.deepEqual([text(new Kept(folder, 'build'), 'a'), text(kept, 'b'), text(kept, 'c')], ['two', '', undefined]);
  assert.equal(text(new Kept(folder, 'another build'), 'a'), undefined);
  assert.equal(readdirSync(folder).length, 2);
});

test("the folder and its files are the user's alone", () => {
  const folder = newFolder();
  const kept = new Kept(folder, 'build');
  kept.write('a', Buffer.from('one'));
  assert.deepEqual([folder, ...filesIn(folder)].map((path) => statSync(path).mode & 0o777), [0o700, 0o600]);
  chmodSync(folder, 0o777);
  assert.equal(text(kept, 'a'), undefined, 'others may have written it');
  kept.write('b', Buffer.from('two'));
  chmodSync(folder, 0o700);
  assert.deepEqual([text(kept, 'a'), text(kept, 'b')], ['one', undefined]);
});

test('what is broken, or another name\'s, is as if it were not there', () => {
  const folder = newFolder();
  const kept = new Kept(folder, 'build');
  kept.write('a', Buffer.from('one'));
  const [a] = filesIn(folder);
  const whole = readFileSync(a!);
  for (const broken of [Buffer.of(), whole.subarray(0, 10), whole.subarray(0, whole.length - 1), Buffer.concat([whole, Buffer.from('x')])]) {
    writeFileSync(a!, broken);
    assert.equal(text(kept, 'a'), undefined);
  }
  new Kept(folder, 'build').write('b', Buffer.from('two'));
  const b = filesIn(folder).find((file) => file !== a)!;
  writeFileSync(a!, readFileSync(b));
  assert.equal(text(kept, 'a'), undefined);
  kept.write('a', Buffer.from('three'));
  assert.deepEqual([text(kept, 'a'), text(kept, 'b')], ['three', 'two']);
});

test('where nothing can be kept, nothing is', () => {
  const file = join(scratch, 'file');
  writeFileSync(file, '');
  for (const kept of [new Kept(undefined, 'build'), new Kept(newFolder(), undefined), new Kept(join(file, 'upright'), 'build'), new Kept(file, 'build')]) {
    kept.write('a', Buffer.from('one'));
    assert.equal(kept.read('a'), undefined);
  }
  assert.equal(readFileSync(file, 'utf8'), '');
});

test('what was not used for 30 days goes when something is written', () => {
  const folder = newFolder();
  const kept = new Kept(folder, 'build');
  for (const name of ['old', 'used', 'new']) kept.write(name, Buffer.from(name));
  for (const file of filesIn(folder)) utimesSync(file, days(29), days(29));
  assert.equal(text(kept, 'used'), 'used');
  for (const file of filesIn(folder)) if (statSync(file).mtime < days(28)) utimesSync(file, days(31), days(31));
  kept.write('new', Buffer.from('new'));
  assert.deepEqual(['old', 'used', 'new'].map((name) => text(kept, name)), [undefined, 'used', 'new']);
});

test('beyond 64 MB the oldest goes, and what is not ours stays; what takes a quarter of them is not kept', () => {
  const folder = newFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const others = join(folder, 'README');
  writeFileSync(others, Buffer.alloc(65 * 1024 * 1024));
  utimesSync(others, days(100), days(100));
  const kept = new Kept(folder, 'build');
  for (const [i, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    kept.write(name, Buffer.alloc(15 * 1024 * 1024));
    for (const file of filesIn(folder)) if (file !== others && statSync(file).mtime > days(1)) utimesSync(file, days(20 - i), days(20 - i));
  }
  kept.write('large', Buffer.alloc(17 * 1024 * 1024));
  assert.deepEqual(['large', 'a', 'b', 'c', 'd', 'e'].map((name) => kept.read(name)?.length), [undefined, undefined, ...Array(4).fill(15 * 1024 * 1024)]);
  assert.ok(existsSync(others));
});

test('the folder is where the platform has such things', () => {
  assert.equal(cacheFolder('linux', { XDG_CACHE_HOME: '/x' }, '/home/ann'), '/x/upright');
  assert.equal(cacheFolder('linux', { XDG_CACHE_HOME: 'x' }, '/home/ann'), '/home/ann/.cache/upright');
  assert.equal(cacheFolder('darwin', {}, '/Users/ann'), '/Users/ann/Library/Caches/upright');
  assert.equal(cacheFolder('win32', { LOCALAPPDATA: 'C:\\Local' }, 'C:\\Users\\ann')!.replaceAll('/', '\\'), 'C:\\Local\\upright\\Cache');
  assert.equal(cacheFolder('win32', {}, 'C:\\Users\\ann'), undefined);
});
