import { ask } from './page';

/** Saves `dist/test/vscode/NAME.png` where the stand-in runs; does nothing in VS Code with a window of its own. */
export async function screenshot(name: string): Promise<void> {
  await ask(name, { screenshot: true });
}
