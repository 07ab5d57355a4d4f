import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flyway } from '../../../server/src/migrations/conventions/flyway';
import { namesOf, selfLock } from '../../../server/src/migrations/flyway-settings';
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

test('whether Flyway is old enough to lock by its session is read from builds and images', () => {
  const locks = (files: Files) => selfLock(viewOf({ 'migrations/V1__a.sql': '', 'application.properties': 'spring.flyway.url=x\n', 'A.java': '', ...files }));
  const young: Files[] = [
    { 'build.gradle.kts': 'implementation("org.flywaydb:flyway-core:10.0.1")\n' }, { 'compose.yml': 'image: flyway/flyway:10.21.0-alpine\n' }, { 'pom.xml': '<flyway.version>11.15.0</flyway.version>\n' },
    { 'build.gradle.kts': 'implementation("org.springframework.boot:spring-boot-starter-web:3.5.0")\n' }, { 'gradle/libs.versions.toml': 'spring-boot = "4.0.1"\n' }, { 'pom.xml': '<quarkus.platform.version>3.33.2</quarkus.platform.version>\n' },
    { 'build.gradle': "id 'org.flywaydb.flyway' version '9.22.3'\nflyway.baselineVersion = '1.0'\n" },
  ];
  for (const files of young) assert.equal(locks(files)?.certain, true, JSON.stringify(files));
  const old: Files[] = [
    { 'build.gradle.kts': 'implementation("org.flywaydb:flyway-core:8.5.13")\n' }, { 'build.gradle': "implementation group: 'org.flywaydb', name: 'flyway-core', version: '9.0.4'\n" }, { 'compose.yml': 'image: flyway/flyway:7.15.0\n' },
    { 'build.gradle': "implementation 'org.springframework.boot:spring-boot-starter-web:2.7.18'\n" }, { 'pom.xml': '<artifactId>spring-boot-starter-parent</artifactId>\n<version>2.3.1.RELEASE</version>\n' },
  ];
  for (const files of old) assert.equal(locks(files), undefined, JSON.stringify(files));
});

test('files are called as the settings or the build say', () => {
  const names = (files: Files) => Object.values(namesOf(viewOf({ 'migrations/V1__a.sql': '', ...files }))).join(' ');
  const usual = 'V U R __';
  assert.equal(names({}), usual);
  assert.equal(names({ 'application.yml': 'spring:\n  flyway:\n    repeatable-sql-migration-prefix: "R"\n    sql-migration-prefix: ""\n' }), ' U R __');
  assert.equal(names({ 'application.properties': 'spring.flyway.sql-migration-prefix=M\nspring.flyway.sql-migration-separator=--\n' }), 'M U R --');
  assert.equal(names({ 'flyway.conf': '# flyway.sqlMigrationPrefix=X\nflyway.repeatableSqlMigrationPrefix=Z\nflyway.undoSqlMigrationPrefix=D\n' }), 'V D Z __');
  assert.equal(names({ 'flyway.toml': '[flyway]\nsqlMigrationPrefix = "db"\n' }), 'db U R __');
  assert.equal(names({ 'pom.xml': '<configuration><sqlMigrationPrefix></sqlMigrationPrefix></configuration>' }), ' U R __');
  assert.equal(names({ 'flyway.conf': 'flyway.baselineMigrationPrefix=X\nflyway.table=sql_migration_prefix\n' }), usual);
});

test('names without a prefix, with their downs and what stays a stray', () => {
  const { migrations, strays } = flyway.list(viewOf({ 'application.yml': 'spring:\n  flyway:\n    sql-migration-prefix: ""\n', 'migrations/all/20220803121537__b.sql': '', 'migrations/all/20220803121536__a.sql': '', 'migrations/U20220803121536__a.sql': '', 'migrations/R__view.sql': '', 'migrations/20220803_c.sql': '' }));
  assert.deepEqual(migrations.map(({ version, name, down }) => [version, name, down !== undefined]), [['20220803121536', 'a', true], ['20220803121537', 'b', false], ['', 'view', false]]);
  assert.deepEqual(strays.map(({ file, why }) => [file.slice(file.lastIndexOf('/') + 1), why]), [['20220803_c.sql', 'never runs: Flyway takes only files named 1__name.sql or R__name.sql']]);
});

test('where the settings name folders below, the others do not run with them', () => {
  const files = { 'db/migration/all/V1__a.sql': '', 'db/migration/postgresql/V2__b.sql': '', 'db/migration/test/V2__b.sql': '' };
  const runs = (settings: Files) => flyway.list(viewOf({ ...files, ...settings }, 'db/migration')).migrations.map(({ up }) => up!.file.slice('/w/db/migration/'.length));
  assert.deepEqual(runs({}), ['all/V1__a.sql', 'postgresql/V2__b.sql', 'test/V2__b.sql']);
  assert.deepEqual(runs({ 'application.yml': 'spring:\n  flyway:\n    locations: classpath:db/migration/all,classpath:/db/migration/{vendor}\n' }), ['all/V1__a.sql', 'postgresql/V2__b.sql']);
  assert.deepEqual(runs({ 'application.yml': 'spring:\n  flyway:\n    locations:\n      - classpath:db/migration/all\n      - "classpath:db/migration/test"\n  other: x\n' }), ['all/V1__a.sql', 'test/V2__b.sql']);
  assert.deepEqual(runs({ 'flyway.conf': 'flyway.locations=filesystem:db/migration,filesystem:db/migration/all\n' }), ['all/V1__a.sql', 'postgresql/V2__b.sql', 'test/V2__b.sql']);
  assert.deepEqual(runs({ 'flyway.conf': '# flyway.locations=filesystem:db/migration/all\n' }), ['all/V1__a.sql', 'postgresql/V2__b.sql', 'test/V2__b.sql']);
  const { strays } = flyway.list(viewOf({ ...files, 'flyway.conf': 'flyway.locations=filesystem:db/migration/all,filesystem:db/migration/test\n' }, 'db/migration'));
  assert.deepEqual(strays.map(({ file, fate, why }) => [file.slice('/w/db/migration/'.length), fate, why]), [['postgresql/V2__b.sql', 'other', 'not run with the rest: flyway.conf names other locations']]);
});

test('migrations that are classes of the same module run between the files', () => {
  const folder = 'app/src/main/resources/db/migration';
  const { migrations } = flyway.list(viewOf({
    [`${folder}/V1__a.sql`]: '', [`${folder}/V1.2__b.sql`]: '', [`${folder}/V2__c.sql`]: '',
    'app/src/main/java/db/migration/V1_1__Fill.java': '', 'app/src/test/java/db/migration/V1_3__Test.java': '', 'other/src/main/java/db/migration/V1_4__Other.kt': '', 'app/src/main/java/db/V1_5.java': '',
  }, folder));
  assert.deepEqual(migrations.map(({ version, afterProgram }) => [version, afterProgram]), [['1', undefined], ['1.2', 'V1_1__Fill.java'], ['2', undefined]]);
});
