import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { parseScript } from '../../../server/src/syntax/parse-script';
import type { Script } from '../../../server/src/syntax/statement';

before(loadGrammar);

const kinds = (script: Script) => script.statements.map((statement) => statement.kind);
const texts = (script: Script) => script.statements.map((statement) => statement.text);

describe('where a statement ends', () => {
  const cases: Record<string, [text: string, kinds: string[]]> = {
    'a semicolon in quotes, dollar quotes, comments': ["SELECT ';'; DO $$ BEGIN; END $$; SELECT 1 /* ; */; -- ;\nSELECT 2", ['SelectStmt', 'DoStmt', 'SelectStmt', 'SelectStmt']],
    'a semicolon in parentheses': ['CREATE RULE r AS ON INSERT TO a DO ALSO (SELECT 1; SELECT 2); SELECT 3;', ['RuleStmt', 'SelectStmt']],
    'a body of BEGIN ATOMIC': ['CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3;', ['CreateFunctionStmt', 'SelectStmt']],
    'BEGIN as a statement': ['BEGIN; SELECT 1; COMMIT; END;', ['TransactionStmt', 'SelectStmt', 'TransactionStmt', 'TransactionStmt']],
    'psql commands': ['\\connect app\nSELECT 1;\n\\i other.sql\n', ['PsqlCommand', 'SelectStmt', 'PsqlCommand']],
    'rows of COPY': ['COPY a (b) FROM stdin;\n1\tx;y\n\\.\nSELECT 1;\n', ['CopyStmt', 'CopyData', 'SelectStmt']],
    'empty statements': [';;\n; SELECT 1;;', ['SelectStmt']],
    'nothing': ['-- only a comment\n', []],
  };
  for (const [title, [text, expected]] of Object.entries(cases)) test(title, () => assert.deepEqual(kinds(parseScript(text)), expected));
});

describe('what is reported of a broken statement', () => {
  const cases: [title: string, text: string, fault: string, at: string, others: string[]][] = [
    ['at the token that PostgreSQL names', 'CREATE TABEL a (id int); SELECT 1;', 'syntax error at or near "TABEL"', 'TABEL', ['SELECT 1']],
    ['behind characters outside the BMP', "SELECT '😀é' form a; SELECT 1;", 'syntax error at or near "a"', 'a', ['SELECT 1']],
    ['at the end', 'SELECT 1; CREATE TABLE a (', 'syntax error at end of input', '(', ['SELECT 1']],
    ['a semicolon that is missing', 'DROP TABLE a\nCREATE TABLE b (id int);', 'syntax error at or near "CREATE"', 'CREATE', ['CREATE TABLE b (id int)']],
    ['a parenthesis that is missing', 'CREATE TABLE a (id int;\nCREATE TABLE b (id int);', 'syntax error at end of input', 'int', ['CREATE TABLE b (id int)']],
    ['a quote that is missing', "INSERT INTO a VALUES ('x);\n\nCREATE TABLE b (id int);", "unterminated quoted string at or near \"'x)\"", "'x)", ['CREATE TABLE b (id int)']],
  ];
  for (const [title, text, fault, at, others] of cases)
    test(title, () => {
      const script = parseScript(text);
      const broken = script.statements.filter((statement) => statement.fault);
      assert.deepEqual(broken.map((statement) => statement.fault!.message), [fault]);
      assert.equal(text.slice(broken[0]!.fault!.range.start, broken[0]!.fault!.range.end), at);
      assert.deepEqual(texts(script).filter((_, i) => !script.statements[i]!.fault), others);
    });

  test('a statement that only lacks its semicolon still does what it says', () => {
    const [first] = parseScript('CREATE TABLE a (id int)\nCREATE TABLE b (id int);').statements;
    assert.equal(first!.kind, 'CreateStmt');
    assert.equal(first!.effects[0]!.does, 'create');
  });
});

describe('an edit', () => {
  test('leaves the statements before it what they were, as the same objects', () => {
    const text = 'CREATE TABLE a (id int);\nCREATE TABLE b (id int);\nCREATE TABLE c (id int);\n';
    const before = parseScript(text);
    const after = parseScript(text.replace('TABLE b', 'TABLE bb'), undefined, before);
    assert.equal(after.statements[0], before.statements[0]);
    assert.notEqual(after.statements[1], before.statements[1]);
  });

  test('moves the names of the statements behind it', () => {
    const text = 'CREATE TABLE a (id int);\nALTER TABLE a ADD COLUMN "ü😀" text;\n';
    const moved = `-- é\n${text}`;
    const place = (of: string) => parseScript(of).statements[1]!.effects.flatMap((effect) => (effect.does === 'create' ? of.slice(effect.object.range.start, effect.object.range.end) : []));
    assert.deepEqual(place(text), ['"ü😀"']);
    assert.deepEqual(place(moved), ['"ü😀"']);
  });
});

describe('a section', () => {
  test('is read alone, at the offsets of its file', () => {
    const text = '-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;\n';
    const from = text.indexOf('DROP');
    const script = parseScript(text, { start: from, end: text.length });
    assert.deepEqual(script.statements.map((statement) => text.slice(statement.range.start, statement.end)), ['DROP TABLE a;']);
  });
});
