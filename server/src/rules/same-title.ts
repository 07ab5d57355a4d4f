import type { MigrationFolder } from '../migrations/convention';
import type { Migration } from '../migrations/migration';

/** Ups without a down, each with the down of its title that stands alone under another version: somebody has mistyped one of the two. */
export function partedByVersion({ migrations }: MigrationFolder): ReadonlyMap<Migration, Migration> {
  const alone = (direction: 'up' | 'down') => migrations.filter(({ up, down, program }) => program === undefined && (direction === 'up' ? up && !down : down && !up));
  const [ups, downs] = [alone('up'), alone('down')];
  const only = (list: readonly Migration[], title: string) => {
    const [found, ...others] = list.filter(({ name }) => name === title);
    return others.length === 0 ? found : undefined;
  };
  return new Map(downs.flatMap((down) => {
    const up = down.name === '' || only(downs, down.name) === undefined ? undefined : only(ups, down.name);
    return up ? [[up, down] as const] : [];
  }));
}
