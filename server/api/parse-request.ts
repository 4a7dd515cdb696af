import type * as z from 'zod'
import { toPointer } from '../runtime/pointer.ts'
import { ProblemError } from '../runtime/problem-error.ts'

/** @throws ProblemError `invalid-request` with a pointer to every member that is wrong. */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues
    .slice(0, 20)
    .map(({ path, message }) => ({ pointer: toPointer(path), detail: message }))
  throw new ProblemError('invalid-request', errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '), {
    errors,
  })
}
