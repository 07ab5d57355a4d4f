import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from '../../../server/src/audit/machine';
import { TracedMachine } from '../../../server/src/cli/traced-machine';

/** A machine that answers this, and counts how often it is asked for a file's text. */
function machineOf(answers: Partial<Machine> = {}): Machine & { reads: number } {
  const machine = {
    reads: 0,
    look: () => 'folder' as const,
    exists: () => true,
    filesIn: () => ['/a/go.mod'],
    list: async () => ['/a/1.sql', '/a/2.sql'],
    read: (path: string) => {
      machine.reads++;
      return `-- ${path}`;
    },
    git: async () => Buffer.from('main'),
    today: () => new Date('2026-06-15T00:00:00Z'),
    now: () => new Date('2026-06-15T12:00:00Z'),
    ...answers,
  };
  return machine;
}

async function ask(machine: Machine): Promise<void> {
  machine.look('a');
  machine.exists('/a/.git');
  machine.filesIn('/');
  await machine.list('/a');
  try {
    machine.read('/a/1.sql');
  } catch {
    // That it cannot be read is an answer.
  }
  await machine.git('/a', ['rev-parse', 'HEAD'], 'input');
  machine.today();
}

async function trace(machine: Machine) {
  const traced = new TracedMachine(machine);
  await ask(traced);
  return (await traced.trace())!;
}

test('all that is asked is in the trace, and holds where every answer is the same', async () => {
  const made = await trace(machineOf());
  assert.deepEqual(made.map(([question]) => question), ['look', 'exists', 'filesIn', 'list', 'read', 'git', 'today']);
  const kept = JSON.parse(JSON.stringify(made));
  assert.equal(await new TracedMachine(machineOf()).answersLike(kept), true);
  assert.equal(await new TracedMachine(machineOf({ list: async () => ['/a/2.sql', '/a/1.sql'] })).answersLike(kept), true, 'in another order');
});

const refusal = (message: string) => () => {
  throw new Error(message);
};

test('any other answer is seen', async () => {
  const others: Partial<Machine>[] = [
    { look: () => 'file' }, { look: refusal('EIO') }, { exists: () => false }, { filesIn: () => [] }, { list: async () => ['/a/1.sql'] }, { list: () => Promise.reject(new Error('EIO')) },
    { read: () => '' }, { read: () => undefined }, { read: refusal('EACCES') }, { git: async () => undefined }, { git: async () => Buffer.from('next') }, { today: () => new Date('2026-06-16T00:00:00Z') },
  ];
  for (const other of others) {
    assert.equal(await new TracedMachine(machineOf(other)).answersLike(await trace(machineOf())), false, JSON.stringify(Object.keys(other)));
  }
  const unreadable = await trace(machineOf({ read: refusal('EACCES') }));
  assert.equal(await new TracedMachine(machineOf({ read: refusal('EACCES') })).answersLike(unreadable), true);
  assert.equal(await new TracedMachine(machineOf({ read: () => 'EACCES' })).answersLike(unreadable), false);
});

test('nothing is asked twice, and what only a former run asked is in no trace', async () => {
  const former = await trace(machineOf());
  const machine = machineOf({ filesIn: () => ['/a/Cargo.toml'] });
  const traced = new TracedMachine(machine);
  assert.equal(await traced.answersLike([...former.filter(([question]) => question === 'read'), ...former]), false);
  assert.equal(machine.reads, 1);
  assert.equal(traced.read('/a/1.sql'), '-- /a/1.sql');
  assert.equal(machine.reads, 1);
  assert.deepEqual((await traced.trace())!.map(([question]) => question), ['read']);
});

test('a run that asked for the time has no trace', async () => {
  const traced = new TracedMachine(machineOf());
  await ask(traced);
  traced.now();
  assert.equal(await traced.trace(), undefined);
});
