import { Failed } from './failed.tsx'
import { Forbidden } from './forbidden.tsx'
import type { Refusal } from './refusal.ts'

interface TroubleProps {
  refusal: Refusal
  /** 1 on a page that has no other title. */
  level: 1 | 2
}

/** What stands in the place of a screen whose view could not be read. */
export function Trouble({ refusal, level }: TroubleProps) {
  if (refusal.reason === 'forbidden') return <Forbidden level={level} />
  return <Failed level={level} status={refusal.reason === 'failed' ? refusal.status : null} />
}
