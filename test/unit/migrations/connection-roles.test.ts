import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionRoles } from '../../../server/src/migrations/connection-roles';
import { viewOf, type Files } from './memory-folder';

const rolesIn = (files: Files) => connectionRoles(viewOf({ 'migrations/1_a.sql': '', ...files }));

test('who connects is read from the files that say it', () => {
  assert.deepEqual(rolesIn({ 'docker-compose.yml': 'environment:\n  POSTGRES_USER: shop\n  POSTGRES_PASSWORD: x\n  - POSTGRES_USER=${DB_USER:-other}\n' }), ['shop', 'other']);
  assert.deepEqual(rolesIn({ '.env': 'POSTGRES_USER="shop"\nPGUSER=me\nMYSQL_USER=no\n' }), ['shop', 'me']);
  assert.deepEqual(rolesIn({ 'refinery.toml': '[main]\ndb_user = "port"\ndb_pass = "secret"\n' }), ['port']);
  assert.deepEqual(rolesIn({ 'tern.conf': '[database]\nuser = jack\n# user = nobody\n' }), ['jack']);
  assert.deepEqual(rolesIn({ 'database.json': '{ "dev": { "driver": "pg", "user": "ann" } }' }), ['ann']);
  assert.deepEqual(rolesIn({ '.env': 'POSTGRES_USER=$USER\n', 'tern.conf': 'user = {{env "PGUSER"}}\n' }), []);
});
