import type * as z from 'zod'
import type { PointerError } from '#contract/problem.ts'
import { findUnstorable } from '../ingest/storable.ts'
import { toPointer } from '../runtime/pointer.ts'
import { ProblemError } from '../runtime/problem-error.ts'

/**
 * @throws ProblemError `invalid-request` with a pointer to every member that is wrong; text that no table could hold is wrong
 * wherever it stands.
 */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input)
  if (!parsed.success) {
    throw invalid(parsed.error.issues.map(({ path, message }) => ({ pointer: toPointer(path), detail: message })))
  }
  const unstorable = findUnstorable(parsed.data, '#')
  if (unstorable) throw invalid([unstorable])
  return parsed.data
}

function invalid(all: readonly PointerError[]): ProblemError {
  const errors = all.slice(0, 20)
  const detail = errors.map((error) => `${error.pointer}: ${error.detail}`).join('; ')
  return new ProblemError('invalid-request', detail, { errors })
}
