import type * as z from 'zod'
import { ProblemError } from '../runtime/problem-error.ts'

/** @throws ProblemError `invalid-request` with a pointer to every member that is wrong. */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues
    .slice(0, 20)
    .map(({ path, message }) => ({ pointer: `#${path.map((part) => `/${String(part)}`).join('')}`, detail: message }))
  throw new ProblemError('invalid-request', errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '), {
    errors,
  })
}
