import { after, before } from 'node:test';
import { Proofs } from '../../server/src/audit/proofs';
import { rules } from '../../server/src/rules/all';
import { loadGrammar } from '../../server/src/syntax/grammar';
import { folder, opened } from '../memory-workspace';
import { checkExamples } from '../rule-examples';
import { embedded } from './databases';

const database = embedded();
const proofs = new Proofs(() => database.open(), 60_000);

before(loadGrammar);
after(() => proofs.close());

/** All rules: what the text finds in its examples PostgreSQL must not refute. */
for (const rule of rules)
  checkExamples(rule, async (disk) => {
    const workspace = await opened(disk, proofs);
    await workspace.prove(`${folder}/`);
    return workspace;
  });
