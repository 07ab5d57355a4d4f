import { appliedFileEdited } from './applied-file-edited';
import { applyFails } from './apply-fails';
import { baselineMissing } from './baseline-missing';
import { commitMidFile } from './commit-mid-file';
import { concurrentlyWaitsForTool } from './concurrently-waits-for-tool';
import { dependentsBreak } from './dependents-break';
import { directiveHasNoEffect } from './directive-has-no-effect';
import { downFails } from './down-fails';
import { downNotInverse } from './down-not-inverse';
import { downRunsAsUp } from './down-runs-as-up';
import { duplicateObject } from './duplicate-object';
import { duplicateVersion } from './duplicate-version';
import { enumValueUsedSameTx } from './enum-value-used-same-tx';
import { fileEmpty } from './file-empty';
import { fileExtraSuffixRuns } from './file-extra-suffix-runs';
import { fileNameInvalid } from './file-name-invalid';
import { fkMissingIndex } from './fk-missing-index';
import { fkSetNullOnNotNull } from './fk-set-null-on-not-null';
import { fkWithoutOnDelete } from './fk-without-on-delete';
import { integrityFileMismatch } from './integrity-file-mismatch';
import { lineBreaksMixed } from './line-breaks-mixed';
import { lineBreaksNotKept } from './line-breaks-not-kept';
import { markerInvalid } from './marker-invalid';
import { mergeMarkerOrBom } from './merge-marker-or-bom';
import { missingDown } from './missing-down';
import { missingPrimaryKey } from './missing-primary-key';
import { missingUp } from './missing-up';
import { naiveSplitterBody } from './naive-splitter-body';
import { nontransactionalWithOthers } from './nontransactional-with-others';
import { notIdempotent } from './not-idempotent';
import { pairTitleMismatch } from './pair-title-mismatch';
import { placeholderInSql } from './placeholder-in-sql';
import type { Rule } from './rule';
import { sessionSettingLeak } from './session-setting-leak';
import { setLocalNoEffect } from './set-local-no-effect';
import { sqlcReadsDown } from './sqlc-reads-down';
import { sqlOutsideSection } from './sql-outside-section';
import { suppressionUnknownRule } from './suppression-unknown-rule';
import { suppressionUnused } from './suppression-unused';
import { syntaxError } from './syntax-error';
import { toolRefusesFolder } from './tool-refuses-folder';
import { trackingTableDdl } from './tracking-table-ddl';
import { trackingTableWrite } from './tracking-table-write';
import { transactionNested } from './transaction-nested';
import { transactionUnclosed } from './transaction-unclosed';
import { unknownColumn } from './unknown-column';
import { unknownObject } from './unknown-object';
import { unknownRole } from './unknown-role';
import { unknownTable } from './unknown-table';
import { upAfterDownFails } from './up-after-down-fails';
import { uuidFunctionMixed } from './uuid-function-mixed';
import { validateInSameTx } from './validate-in-same-tx';
import { versionGap } from './version-gap';
import { versionInFuture } from './version-in-future';
import { versionOrderAmbiguous } from './version-order-ambiguous';
import { versionOutOfRange } from './version-out-of-range';
import { versionOutOfOrder } from './version-out-of-order';
import { versionSchemeMixed } from './version-scheme-mixed';

/** Every rule, in the order in which a reader meets them: the files, the statements, what they leave behind. */
export const rules: readonly Rule[] = [
  fileNameInvalid, toolRefusesFolder, fileExtraSuffixRuns, duplicateVersion, versionOutOfOrder, appliedFileEdited, integrityFileMismatch, versionGap, versionOutOfRange, versionOrderAmbiguous, versionSchemeMixed, versionInFuture, pairTitleMismatch, missingDown, missingUp, baselineMissing, fileEmpty, mergeMarkerOrBom, lineBreaksMixed, lineBreaksNotKept,
  markerInvalid, directiveHasNoEffect, downRunsAsUp, sqlcReadsDown, sqlOutsideSection, placeholderInSql,
  trackingTableWrite, trackingTableDdl, nontransactionalWithOthers, concurrentlyWaitsForTool, transactionNested, transactionUnclosed, commitMidFile, enumValueUsedSameTx, validateInSameTx, sessionSettingLeak, setLocalNoEffect, naiveSplitterBody,
  syntaxError, unknownTable, unknownColumn, unknownObject, unknownRole, duplicateObject, dependentsBreak, applyFails, notIdempotent, downFails, downNotInverse, upAfterDownFails,
  fkMissingIndex, fkWithoutOnDelete, fkSetNullOnNotNull, missingPrimaryKey, uuidFunctionMixed, suppressionUnknownRule, suppressionUnused,
];

export const ruleIds: ReadonlySet<string> = new Set(rules.map((rule) => rule.id));
