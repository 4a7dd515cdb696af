import type { PointerError, ProblemCode } from '#contract/problem.ts'
import type { RefusalStage } from '#contract/quarantine.ts'
import { ProblemError } from '../runtime/problem-error.ts'
import type { MappedItem } from './webhook-events.ts'

/** Why a request is kept in the quarantine. */
export interface Refusal {
  stage: RefusalStage
  code: ProblemCode
  detail: string
  errors: readonly PointerError[]
}

/** As it was noted, maybe by another version. */
export type NotedRefusal = Omit<Refusal, 'code'> & { code: string }

/** Of what reading or mapping a body threw. An error that is no problem is a fault of ours. */
export function refusalOfError(error: unknown): Refusal {
  return refusalOfProblem(error instanceof ProblemError ? 'schema' : 'mapping', toProblem(error))
}

export function refusalOfProblem(stage: RefusalStage, { code, message, extras }: ProblemError): Refusal {
  return { stage, code, detail: message, errors: extras.errors ?? [] }
}

/** @returns undefined when everything could be stored. */
export function refusalOfItems(items: readonly MappedItem[]): Refusal | undefined {
  const invalid = items.flatMap((item) => (item.ok ? [] : [item]))
  if (invalid.length === 0) return undefined
  const isForbidden = invalid.every(({ isNotAllowed }) => isNotAllowed === true)
  return {
    stage: isForbidden ? 'not-allowed' : 'schema',
    code: isForbidden ? 'forbidden' : 'invalid-event',
    detail: `${invalid.length} of ${items.length} events could not be stored`,
    errors: invalid.flatMap(({ result }) => result.errors ?? []),
  }
}

export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  return new ProblemError('invalid-event', 'this body could not be read as what its source sends; nothing was stored')
}
