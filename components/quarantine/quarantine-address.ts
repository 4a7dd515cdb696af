import type { QuarantineState, RefusalStage } from '#contract/quarantine.ts'

export interface QuarantineFilter {
  source: string | null
  stage: RefusalStage | null
  /** `all` = whatever became of them. */
  state: QuarantineState | 'all'
}

/** The contract's stages and states, without its schemas. */
export const stages = ['signature', 'schema', 'mapping', 'not-allowed'] as const satisfies readonly RefusalStage[]
export const states = ['open', 'replayed', 'discarded', 'all'] as const satisfies readonly QuarantineFilter['state'][]

export interface QuarantineAddress extends QuarantineFilter {
  /** Id of the opened request. */
  open: string | null
  /** Only older ones than this. */
  before: string | null
}

type Query = (name: string) => string | null

const slugPattern = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const idPattern = /^[1-9]\d{0,17}$/

/** Reads an address; what makes no sense in it is left out. */
export function addressOfQuery(query: Query): QuarantineAddress {
  const matching = (name: string, pattern: RegExp): string | null => {
    const value = query(name)
    return value !== null && pattern.test(value) ? value : null
  }
  return {
    source: matching('source', slugPattern),
    stage: stages.find((stage) => stage === query('stage')) ?? null,
    state: states.find((state) => state === query('state')) ?? 'open',
    open: matching('open', idPattern),
    before: matching('before', idPattern),
  }
}

export function hrefOf({ source, stage, state, open, before }: QuarantineAddress): string {
  const query = new URLSearchParams()
  if (source !== null) query.set('source', source)
  if (stage !== null) query.set('stage', stage)
  if (state !== 'open') query.set('state', state)
  if (before !== null) query.set('before', before)
  if (open !== null) query.set('open', open)
  return query.size === 0 ? '/events/quarantine' : `/events/quarantine?${query.toString()}`
}

/** Opening a request is a step that Back undoes, as in the log; going from one to the next is none. */
export function isOpening(from: QuarantineAddress, to: QuarantineAddress): boolean {
  return from.open === null && to.open !== null
}

/** The address's page of the list, as the event server is asked for it. */
export function pathOf({ source, stage, state, before }: QuarantineAddress): string {
  const query = new URLSearchParams()
  if (source !== null) query.set('source', source)
  if (stage !== null) query.set('stage', stage)
  if (state !== 'all') query.set('state', state)
  if (before !== null) query.set('before', before)
  query.set('limit', '100')
  return `/v1/quarantine?${query.toString()}`
}
