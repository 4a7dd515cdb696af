import { Failed } from './failed.tsx'
import { Forbidden } from './forbidden.tsx'
import type { Refusal } from './refusal.ts'

/** What stands in the place of a screen whose view could not be read. */
export function Trouble({ refusal }: { refusal: Refusal }) {
  if (refusal.reason === 'forbidden') return <Forbidden />
  return <Failed status={refusal.reason === 'failed' ? refusal.status : null} />
}
