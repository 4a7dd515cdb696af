import type { RequestFailure } from '#components/sources/send-request.ts'

/** Whether it is this member that is wrong, such as `#/code`. */
export function isWrongAt(failure: RequestFailure | null, pointer: string): boolean {
  return failure?.reason === 'wrong' && failure.errors.some((error) => error.pointer === pointer)
}
