import type { FolderView, MigrationFolder, ToolId } from './convention';
import { otherDatabase } from './database';
import { detectFolder } from './detect';

/** A folder as its tool sees it; undefined: it holds no migrations. */
export function openFolder(view: FolderView, override?: ToolId): MigrationFolder | undefined {
  const detected = detectFolder(view, override);
  if (!detected) return undefined;
  const { convention, evidence } = detected;
  const { migrations, strays } = convention.list(view);
  const texts = migrations.flatMap(({ up }) => {
    const text = up && view.read(up.file.slice(view.path.length + 1));
    return text === undefined ? [] : [text.slice(up!.range.start, up!.range.end)];
  });
  return { path: view.path, convention, evidence, view, migrations, strays, leftAlone: otherDatabase(texts, view.path) };
}
