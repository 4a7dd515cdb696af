/** @throws Error when PostgreSQL has not answered by then; what was asked goes on, and is of no use to anybody. */
export function answeredWithin<Value>(timeoutMs: number, answer: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`PostgreSQL did not answer within ${timeoutMs} ms`)), timeoutMs)
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
