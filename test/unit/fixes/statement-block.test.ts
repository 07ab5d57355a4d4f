import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { applyEdits } from '../../../server/src/text/edits';
import { workspaceOf } from '../../memory-workspace';

before(loadGrammar);

/** An up of goose after a fix of a rule, with what the audit says of the result. */
async function mended(up: string, rule = 'not-idempotent', nth = 0): Promise<{ up: string; rules: string[] }> {
  const file = (text: string) => ({ 'go.mod': 'module x\n\nrequire github.com/pressly/goose/v3 v3.20.0\n', '00001_a.sql': text });
  const text = `-- +goose Up\n${up}-- +goose Down\nSELECT 1;\n`;
  const { workspace } = await workspaceOf(file(text));
  const finding = workspace.audits().flatMap((audit) => audit.findings).find((found) => found.rule === rule);
  const [change] = workspace.checkedChanges(finding!, finding!.fixes[nth]!)!;
  assert.equal(change?.kind, 'edit');
  const after = change.kind === 'edit' ? applyEdits(text, change.edits) : '';
  const again = (await workspaceOf(file(after))).workspace.audits().flatMap((audit) => audit.findings);
  return { up: after.slice('-- +goose Up\n'.length, after.indexOf('-- +goose Down')), rules: again.map((found) => found.rule).filter((id) => id === rule || id === 'naive-splitter-body' || id === 'marker-invalid') };
}

const type = "CREATE TYPE mood AS ENUM ('ok');";
const block = "-- +goose StatementBegin\nDO $$\nBEGIN\n    CREATE TYPE mood AS ENUM ('ok');\nEXCEPTION\n    WHEN duplicate_object THEN NULL;\nEND\n$$;\n-- +goose StatementEnd\n";

test("a DO block of several lines stands between the tool's lines, each of which is a line of its own", async () => {
  assert.deepEqual(await mended(`${type}\n`), { up: block, rules: [] });
  assert.deepEqual(await mended(`SELECT 1; ${type} -- moods\n`), { up: `SELECT 1; \n${block} -- moods\n`, rules: [] });
  assert.deepEqual(await mended(`  ${type}\n`), { up: block.replace(/^ {4}/gm, '  ').replace(/^(?!-- )(?=.)/gm, '  '), rules: [] });
});

test("where the tool's lines are around the statement already there are no others", async () => {
  const [begin, ...rest] = block.split('\n');
  const lines = rest.slice(0, -2);
  assert.deepEqual(await mended(`${begin}\n${type}\n${rest.at(-2)}\n`), { up: `${begin}\n${lines.join('\n')}\n${rest.at(-2)}\n`, rules: [] });
});

test("the guards by a role have the tool's lines, too", async () => {
  const { up, rules } = await mended('CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY);\nGRANT SELECT ON t TO reader;\n', 'unknown-role');
  assert.deepEqual(rules, []);
  assert.match(up, /\n-- \+goose StatementBegin\nDO \$\$\n[\s\S]*\n {8}GRANT SELECT ON t TO reader;\n[\s\S]*\$\$;\n-- \+goose StatementEnd\n$/);

  const made = await mended('CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY);\nGRANT SELECT ON t TO reader;\n', 'unknown-role', 1);
  assert.deepEqual(made.rules, []);
  assert.match(made.up, /PRIMARY KEY\);\n-- \+goose StatementBegin\nDO \$\$\n[\s\S]*CREATE ROLE reader NOLOGIN;[\s\S]*\$\$;\n-- \+goose StatementEnd\nGRANT SELECT ON t TO reader;\n$/);
});
