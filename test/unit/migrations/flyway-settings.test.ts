import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selfLock } from '../../../server/src/migrations/flyway-settings';
import { applyEdits } from '../../../server/src/text/edits';
import { viewOf, type Files } from './memory-folder';

/** The one file with settings as the fix leaves it; undefined: there is no fix. */
function settled(files: Files): string | undefined {
  const fix = selfLock(viewOf({ 'migrations/V1__a.sql': '', ...files }))?.fix;
  return fix && applyEdits(files[fix.file.slice(3)]!, fix.edits);
}

const spring = (version: string) => ({ 'build.gradle.kts': `id("org.springframework.boot") version "${version}"\n` });

test('the setting is written as the file writes settings, in its place and its line breaks', () => {
  assert.equal(settled({ 'flyway.conf': 'flyway.user=x' }), 'flyway.user=x\nflyway.postgresql.transactional.lock=false\n');
  assert.equal(settled({ 'flyway.toml': '[flyway]\r\noutOfOrder = true\r\n' }), '[flyway]\r\noutOfOrder = true\r\n\r\n[flyway.postgresql]\r\ntransactional.lock = false\r\n');
  assert.equal(settled({ ...spring('3.5.0'), 'application.properties': 'spring.flyway.url=x\n' }), 'spring.flyway.url=x\nspring.flyway.postgresql.transactional-lock=false\n');
  const yaml = 'spring:\n  application:\n    name: x\n  # migrations\n  flyway:\n    enabled: true\n  data: y\n';
  assert.equal(settled({ ...spring('4.0.1'), 'application.yml': yaml }), yaml.replace('    enabled', '    postgresql:\n      transactional-lock: false\n    enabled'));
});

test('where its place is not certain, or the program does not know it, the setting is not written', () => {
  assert.equal(settled({ 'flyway.toml': '[flyway.postgresql]\nx = 1\n' }), undefined);
  assert.equal(settled({ 'flyway.toml': '[flyway]\npostgresql.x = 1\n' }), undefined);
  assert.equal(settled({ ...spring('3.1.5'), 'application.properties': 'spring.flyway.url=x\n' }), undefined);
  assert.equal(settled({ 'application.properties': 'quarkus.flyway.migrate-at-start=true\n' }), undefined);
  assert.equal(settled({ ...spring('3.5.0'), 'application.yml': 'spring:\n  flyway: { enabled: true }\n' }), undefined);
  assert.equal(settled({ ...spring('3.5.0'), 'application.yml': 'spring:\n  flyway:\n    postgresql:\n      x: 1\n' }), undefined);
  assert.equal(settled({ ...spring('3.5.0'), 'application.yml': 'other:\n  flyway:\n    x: 1\n' }), undefined);
});
