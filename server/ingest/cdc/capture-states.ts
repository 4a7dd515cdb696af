import type { Pool } from 'pg'
import type { CaptureState } from '#contract/capture-state.ts'
import { captureStateSchema } from '#contract/capture-state.ts'

/** A captured source, and what the process that captures it has reported. */
export interface CapturedState {
  source: string
  enabled: boolean
  state: CaptureState
}

export async function readCaptureStates(pool: Pool): Promise<CapturedState[]> {
  const { rows } = await pool.query<{ source: string; enabled: boolean; state: unknown }>({
    name: 'read-capture-states',
    text: `select source, enabled, state from captures join sources on slug = source order by source`,
  })
  return rows.flatMap(({ source, enabled, state }) => {
    const known = captureStateSchema.safeParse(state)
    return known.success ? [{ source, enabled, state: known.data }] : []
  })
}
