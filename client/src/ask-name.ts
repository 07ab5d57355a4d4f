import * as vscode from 'vscode';

export interface Preview {
  readonly complaint: string | null;
  /** URIs or paths of the files that would be made. */
  readonly files: readonly string[];
}

/**
 * Asks for a migration's name; undefined: given up, 'back': the step before is wanted again. What `preview` says of the
 * name typed so far stands below the input, and a name with a complaint is not accepted.
 */
export function askName(title: string, preview: (name: string) => Promise<Preview>, steps?: { step: number; of: number }): Promise<{ name: string } | 'back' | undefined> {
  const input = vscode.window.createInputBox();
  input.title = title;
  input.placeholder = 'Name, for example: add users table';
  input.step = steps?.step;
  input.totalSteps = steps?.of;
  input.buttons = steps ? [vscode.QuickInputButtons.Back] : [];
  input.ignoreFocusOut = true;

  /** Shows the answer, unless the text has changed since; true: the name can be had. */
  const check = async (name: string): Promise<boolean> => {
    if (name.trim() === '') {
      input.validationMessage = undefined;
      input.prompt = 'Both files are made in one step that Undo takes back.';
      return false;
    }
    const { complaint, files } = await preview(name);
    if (name !== input.value) return false;
    input.validationMessage = complaint ?? undefined;
    input.prompt = complaint === null ? `Makes ${files.map(baseName).join(' and ')}.` : undefined;
    return complaint === null;
  };

  return new Promise((resolve, reject) => {
    const finish = (answer: { name: string } | 'back' | undefined) => {
      resolve(answer);
      input.dispose();
    };
    const fail = (error: unknown) => {
      reject(error);
      input.dispose();
    };
    input.onDidChangeValue((name) => void check(name).catch(fail));
    input.onDidAccept(async () => {
      const name = input.value;
      if (await check(name).catch(fail)) finish({ name });
    });
    input.onDidTriggerButton(() => finish('back'));
    input.onDidHide(() => finish(undefined));
    void check('');
    input.show();
  });
}

function baseName(file: string): string {
  return decodeURIComponent(file.slice(file.lastIndexOf('/') + 1));
}
