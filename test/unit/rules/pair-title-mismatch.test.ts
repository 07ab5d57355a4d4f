import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadGrammar } from '../../../server/src/syntax/grammar';
import { workspaceOf } from '../../memory-workspace';

before(loadGrammar);

test('a down for every database has the name of an up for one', async () => {
  const mod = { 'go.mod': 'require github.com/ory/x v0.0.500\n' };
  const mismatches = async (down: string) => {
    const { workspace } = await workspaceOf({ ...mod, '20220210000001000019_nid.postgres.up.sql': 'SELECT 1;\n', [down]: 'SELECT 1;\n' });
    assert.deepEqual(workspace.audits().map((audit) => audit.folder.convention.id), ['popx']);
    return workspace.audits().flatMap((audit) => audit.findings).filter((finding) => finding.rule === 'pair-title-mismatch').length;
  };
  assert.equal(await mismatches('20220210000001000019_nid.down.sql'), 0);
  assert.equal(await mismatches('20220210000001000019_nid.postgres.down.sql'), 0);
  assert.equal(await mismatches('20220210000001000019_other.down.sql'), 1);
});
