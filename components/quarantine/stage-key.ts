import type { RefusalStage } from '#contract/quarantine.ts'

/** The stage's key in the catalogue. */
export const stageKeys = {
  signature: 'signature',
  schema: 'schema',
  mapping: 'mapping',
  'not-allowed': 'notAllowed',
} as const satisfies Record<RefusalStage, string>
