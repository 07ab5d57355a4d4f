import { ask, type Step } from './page';

/** Acts as a person at VS Code's page would; does nothing where there is no page (see `hasPage`). */
export async function keys(...steps: Step[]): Promise<void> {
  await ask('keys', { steps });
}

/** Runs a command by its title through the command palette. */
export async function palette(title: string): Promise<void> {
  await keys(
    { press: 'F1' },
    { see: '.quick-input-widget input' },
    { type: title },
    { see: `.quick-input-list .monaco-list-row.focused[aria-label^="${title}"]` },
    { press: 'Enter' },
  );
}
