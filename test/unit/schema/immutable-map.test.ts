import { test } from 'node:test';
import assert from 'node:assert/strict';
import { ImmutableMap } from '../../../server/src/schema/immutable-map';

test('it holds what a Map holds, and its earlier versions stay as they were', () => {
  const expected = new Map<string, number>();
  let map = ImmutableMap.empty<number>();
  const kept: { map: ImmutableMap<number>; expected: Map<string, number> }[] = [];
  let seed = 7;
  for (let i = 0; i < 20_000; i++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    const key = `name_${seed % 3000}`;
    if (seed % 5 === 0) {
      map = map.without(key);
      expected.delete(key);
    } else {
      map = map.with(key, i);
      expected.set(key, i);
    }
    if (i % 4000 === 0) kept.push({ map, expected: new Map(expected) });
  }
  for (const version of [...kept, { map, expected }]) {
    assert.equal(version.map.size, version.expected.size);
    assert.deepEqual(new Map(version.map.entries()), version.expected);
    for (const [key, value] of version.expected) assert.equal(version.map.get(key), value);
  }
});

test('what changes nothing gives the same map', () => {
  const map = ImmutableMap.empty<number>().with('a', 1);
  assert.equal(map.with('a', 1), map);
  assert.equal(map.without('b'), map);
});
