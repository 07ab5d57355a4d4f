import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readQuery } from '../../../server/src/syntax/read-query';
import type { Scope, Source } from '../../../server/src/syntax/scope';

/** The scope and those within it, outermost first. */
function scopes(scope: Scope): Scope[] {
  return [scope, ...scope.inner.flatMap(scopes)];
}

/** The query with what was read marked in it: ‹column›, «target column», ⟦table⟧. */
function marked(text: string): string {
  const reading = readQuery(text);
  if (!reading) return 'not read';
  const marks = scopes(reading).flatMap(({ columns, sources }) => [
    ...columns.map(({ role, range }) => ({ range, around: role === 'target' ? '«»' : '‹›' })),
    ...sources.flatMap((source) => (source.from === 'table' ? { range: source.range, around: '⟦⟧' } : [])),
  ]);
  return marks
    .toSorted((a, b) => b.range.start - a.range.start)
    .reduce((t, { range, around }) => t.slice(0, range.start) + around[0] + t.slice(range.start, range.end) + around[1] + t.slice(range.end), text);
}

function unmarked(text: string): string {
  return text.replace(/[‹›«»⟦⟧]/g, '');
}

/** `[sources: columns [inner]]`; `!` a written table, `~` no table, `?` columns that cannot be told. */
function shape({ sources, columns, inner }: Scope): string {
  const uses = columns.map(({ role, qualifierSchema, qualifier, name }) => (role === 'target' ? '=' : '') + [qualifierSchema, qualifier, name].filter((part) => part !== undefined).join('.'));
  return `[${[sources.map(sourceShape).join(', ') + ':', ...uses, ...inner.map(shape)].join(' ')}]`;
}

function sourceShape(source: Source): string {
  const alias = source.alias === undefined ? '' : ` ${source.alias}`;
  if (source.from === 'other') return `~${alias.trim()}(${source.columns?.join(' ') ?? '?'})`;
  return (source.table.schema ? `${source.table.schema}.` : '') + source.table.name + (source.use === 'read' ? '' : '!') + alias;
}

function shapeOf(text: string): string {
  const reading = readQuery(text);
  return reading ? shape(reading) : 'not read';
}

describe('readQuery finds the names and where they stand', () => {
  const statements = [
    'SELECT ‹a›, x.‹b› AS c, s.t.‹d› FROM s.⟦t⟧ AS x, ⟦t⟧',
    'SELECT ‹"A"›, ‹"a""b"›, "T".‹"B*c"›, ‹"user"› FROM "T.x".⟦"T"⟧',
    'SELECT /* 😀 "x" it\'s /* y\' */ */ ‹a› -- don\'t\r\n  ,\t‹é›, ‹x$y›\r\nFROM ⟦"Ü😀"⟧ "ö" WHERE "ö" . ‹"ß"› = \'😀\'',
    "SELECT E'it\\'s', $$do$llar$$, $x$a'b$x$, B'101', 1e5, 1_000, 0xFF, 'a'\n  'b', ‹a› FROM ⟦t⟧",
    'SELECT count(*), sum(‹a›) FILTER (WHERE t.‹b› > 1), string_agg(‹c›, \',\' ORDER BY ‹d›, ‹e›) FROM ⟦t⟧',
    'SELECT sum(‹a›) OVER (PARTITION BY ‹b› ORDER BY ‹c› ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM ⟦t⟧',
    'SELECT sum(‹a›) OVER w FROM ⟦t⟧ WINDOW w AS (PARTITION BY b ORDER BY c)',
    'SELECT ‹a›[1], t.‹b›[‹i› + 1], (t.‹c›).f, (f(‹d›)).*, ARRAY[‹e›] FROM ⟦t⟧',
    "SELECT extract(epoch FROM ‹a›), extract('year' FROM ‹b›), ‹c› AT TIME ZONE 'utc', interval '1' day + ‹d› FROM ⟦t⟧",
    'SELECT current_date, current_user, localtimestamp, current_timestamp(3), user, system_user, normalize(‹a›, NFC) FROM ⟦t⟧',
    "SELECT trim(both 'x' from ‹a›), trim(leading from ‹b›), substring(‹c› from 1 for 2), position('x' in ‹d›) FROM ⟦t⟧",
    'SELECT make_interval(days => ‹a›, secs := ‹b›), cast(‹c› AS double precision), ‹d›::timestamp with time zone FROM ⟦t⟧',
    'SELECT ‹a› IS DISTINCT FROM ‹b›, ‹c› IS UNKNOWN, ‹d› COLLATE "C", ‹e› SIMILAR TO \'x\', ‹f›-1, ‹g› -1 FROM ⟦t⟧',
    "SELECT ‹a›->'b'->>‹c›, ‹d› #> '{x}', ‹e› @? '$.x', ‹f› <-> ‹g›, ‹h› ?| ARRAY['y'] FROM ⟦t⟧",
    'SELECT t.‹user›, t.‹end›, ‹b› AS case FROM ⟦t⟧',
    "SELECT ‹date›, ‹name›, ‹value›, ‹row›, ‹first› FROM ⟦t⟧ WHERE ‹type› = date '2020-01-01'",
    'SELECT ‹a› FROM ONLY ⟦t⟧ NATURAL JOIN ⟦u⟧ TABLESAMPLE system (1) FOR UPDATE OF t SKIP LOCKED',
    'SELECT a.*, ‹d› FROM ⟦a⟧ JOIN ⟦b⟧ USING (‹id›, ‹"K"›) LEFT JOIN ⟦c⟧ ON c.‹x› = a.‹y› ORDER BY ‹z› LIMIT ALL',
    'SELECT ‹a› FROM ⟦t⟧ WHERE ‹b› NOT IN (SELECT min(‹c›) FROM ⟦u⟧ GROUP BY lower(‹d›), ‹e› ORDER BY ‹f› DESC NULLS LAST, ‹g›)',
    'SELECT ‹a› FROM ⟦t⟧ INTERSECT SELECT ‹b› FROM ⟦u⟧ EXCEPT ALL (SELECT ‹c› FROM ⟦v⟧)',
    '(SELECT ‹a› FROM ⟦t⟧)',
    'VALUES (1), ((SELECT ‹a› FROM ⟦t⟧))',
    'INSERT INTO ⟦t⟧ («a», «"B"») VALUES (1, 2), (3, (SELECT ‹b› FROM ⟦u⟧))',
    'INSERT INTO ⟦t⟧ («a») SELECT ‹b› FROM ⟦u⟧ ON CONFLICT (‹a›, lower(‹"B"›)) WHERE ‹c› IS NULL DO UPDATE SET «a» = excluded.‹a›, («b», «c») = (excluded.‹b›, t.‹d›) WHERE t.‹e› RETURNING ‹f›, *',
    'INSERT INTO ⟦t⟧ DEFAULT VALUES',
    'INSERT INTO ⟦t⟧ («a») VALUES (1) ON CONFLICT ON CONSTRAINT t_pkey DO NOTHING',
    'UPDATE ONLY ⟦t⟧ SET «a» = DEFAULT, («b», «"C"») = (SELECT ‹d›, ‹e› FROM ⟦u⟧), («f», «g») = ROW (1, ‹h›) WHERE ‹i› RETURNING ‹j›, old.k, new.k',
    'UPDATE ⟦t⟧ x SET «a» = u.‹b› FROM ⟦u⟧, ⟦v⟧ JOIN ⟦w⟧ ON w.‹c› = v.‹d› WHERE x.‹e› = u.‹f› RETURNING ‹g›',
    'DELETE FROM s.⟦t⟧ USING ONLY ⟦u⟧ WHERE t.‹a› = u.‹b› AND ctid < (SELECT max(ctid) FROM s.⟦t⟧ y) RETURNING *',
    'WITH d AS (DELETE FROM ⟦t⟧ USING ⟦u⟧ WHERE t.‹a› = u.‹a› RETURNING t.*) UPDATE ⟦w⟧ SET «x» = d.‹y› FROM d JOIN ⟦v⟧ ON v.‹z› = d.‹z›',
    'WITH x (b, c) AS MATERIALIZED (SELECT ‹a›, ‹d› FROM ⟦t⟧) SELECT x.‹b›, ‹c› FROM x',
    'SELECT r.‹a› FROM json_to_recordset(‹j›) AS r (a int, b numeric(3, 2)), ⟦t⟧',
  ];
  for (const statement of statements) it(statement, () => equal(marked(unmarked(statement)), statement));

  it('folds names as PostgreSQL does', () => {
    equal(shapeOf('SELECT A, T.B, ÉA, "É"."C" FROM S.T, É'), '[s.t, É: a t.b Éa É.C]');
  });

  it('keeps two names apart that touch', () => equal(marked('SELECT "a"b FROM t'), 'not read'));
});

describe('readQuery knows what sees what', () => {
  const cases: [statement: string, shape: string][] = [
    ['SELECT a FROM t WHERE b IN (SELECT c FROM u WHERE u.d = t.e)', '[t: a b [u: c u.d t.e]]'],
    ['SELECT x.a FROM (SELECT b AS a, count(*) FROM t GROUP BY b) x JOIN u ON true', '[: [~x(a count), u: x.a] [t: b b]]'],
    ['SELECT 1 FROM t, LATERAL (SELECT t.a) x (c)', '[t, ~x(c): [: t.a]]'],
    ['SELECT (SELECT 1 FROM (SELECT t.a FROM u) x) FROM t', '[t: [~x(a):] [u: t.a]]'],
    ['INSERT INTO t (a) SELECT b FROM u', '[: [t!: =a] [u: b]]'],
    ['INSERT INTO t (a) VALUES (b)', '[: [t!: =a] [: b]]'],
    ['INSERT INTO t x (a) VALUES (1) ON CONFLICT DO UPDATE SET a = (SELECT max(u.b) FROM u WHERE u.c = excluded.c)', '[t! x: =a =a [u: u.b u.c x.c]]'],
    ['WITH x AS (SELECT a FROM t) SELECT y.a, x.b FROM x y, s.x', '[: [t: a] [~y(a), s.x: y.a x.b]]'],
    ['WITH t AS (SELECT * FROM t) SELECT a FROM t', '[: [t:] [~t(?): a]]'],
    ['WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r', '[: [~r(n): n] [~r(n): n]]'],
    ['WITH RECURSIVE r AS (SELECT id FROM t UNION ALL SELECT t.id FROM t JOIN r ON r.id = t.up) SELECT id FROM r', '[: [t: id] [t, ~r(?): r.id t.up t.id] [~r(id): id]]'],
    ['WITH t AS (SELECT 1 AS a) UPDATE t SET b = 1', '[t!: =b]'],
    ['SELECT t, row_to_json(t), count(t.a), (SELECT t FROM u) FROM t', '[t: t.a [u:]]'],
    ['SELECT a AS x, lower(b), (t).f FROM t', '[t: a b]'],
    ['SELECT a AS x, lower(b) FROM t GROUP BY x, c HAVING d ORDER BY lower, a', '[t: a b d c a]'],
    ['SELECT (c).f FROM t ORDER BY f, t.a', '[t: c t.a]'],
    ['SELECT a AS x FROM t UNION SELECT b FROM u ORDER BY x', '[: [t: a] [u: b]]'],
    ['SELECT xmin, t.ctid, tableoid FROM t', '[t:]'],
    ['SELECT g, v FROM generate_series(1, 3) g, jsonb_each(t.j) AS e (k, v), f(t.a), t', '[~g(g), ~e(k v), ~f(?), t: t.j t.a v]'],
    ['SELECT o FROM unnest(a) WITH ORDINALITY AS u (n, o)', '[~u(?): a o]'],
    ['SELECT b FROM (VALUES (1, 2)) AS v (a), (VALUES (3)) w', '[~v(a column2), ~w(column1): b]'],
    ['SELECT p FROM t AS x (p)', '[~x(?): p [t:]]'],
    ['UPDATE t SET a = old.b WHERE new.c = 1', '[t!: =a]'],
    ['UPDATE t SET a = new.b FROM u AS new', '[t!, u new: =a new.b]'],
  ];
  for (const [statement, expected] of cases) it(statement, () => equal(shapeOf(statement), expected));
});

describe('readQuery reads an INSERT', () => {
  it('of thousands of rows, without the library', () => {
    const rows = Array.from({ length: 5000 }, (_, n) => `(${n}, 'é${n}', now())`);
    const read = readQuery(`INSERT INTO t (a, b, c) VALUES ${rows.join(',\n')} RETURNING d`);
    deepEqual(read?.columns.map((column) => column.name), ['a', 'b', 'c', 'd']);
  });

  it('with the names between its rows', () => {
    equal(shapeOf('INSERT INTO t VALUES (1), (2), ((SELECT a FROM u)), (4), (b)'), '[: [t!:] [: b [u: a]]]');
  });
});

describe('readQuery says nothing', () => {
  const refused = ['', 'SELECT FROM WHERE', 'CREATE TABLE t (a int)', 'SELECT 1; SELECT 2', 'TRUNCATE t', "SELECT 'a", 'SELECT /* a', 'SELECT U&"d\\0061t" FROM t', 'SELECT :a FROM t', '\\d t'];
  for (const text of refused) it(JSON.stringify(text), () => equal(readQuery(text), undefined));

  it('of what would take the library a second', () => {
    equal(readQuery(`SELECT ${'a + '.repeat(20_000)}1`), undefined);
    equal(readQuery(`SELECT ${'('.repeat(50_000)}`), undefined);
  });

  it('wrong, wherever the text is cut', () => {
    const text =
      'WITH "Ä😀" (b) AS (SELECT \'it\'\'s\', "x""y" FROM s.t)\r\nINSERT INTO t (a, "B") VALUES (1, E\'\\\'\'), ($$x$$, (SELECT c[1] FROM u GROUP BY d, e)) ' +
      '-- don\'t\r\nON CONFLICT (a) WHERE f DO UPDATE SET (a, "B") = (SELECT g, h->>i FROM v), j = (k.l).m /* 😀 */ RETURNING n AS o';
    for (let end = 0; end <= text.length; end++) {
      for (const part of [text.slice(0, end), text.slice(end)]) {
        const reading = readQuery(part);
        for (const { columns, sources } of reading ? scopes(reading) : []) {
          for (const { name, range } of columns) equal(part.slice(range.start, range.end).replace(/^"|"$/g, '').replaceAll('""', '"'), name);
          for (const source of sources) if (source.from === 'table') equal(part.slice(source.range.start, source.range.end), source.table.name);
        }
      }
    }
    ok(readQuery(text));
  });
});
