import pg from 'pg'

/**
 * Puts itself around every statement that this process sends to PostgreSQL, over whatever connection.
 *
 * @param around is given the statement's text and a function that sends it; returns what that answers.
 * @returns a function that ends it.
 */
export function interceptStatements(around: (text: string, send: () => unknown) => unknown): () => void {
  const original: unknown = Reflect.get(pg.Client.prototype, 'query')
  if (typeof original !== 'function') throw new Error('pg.Client has no query()')
  const replace = (value: unknown) =>
    Object.defineProperty(pg.Client.prototype, 'query', { value, configurable: true, writable: true })
  replace(function (this: pg.Client, ...statement: unknown[]): unknown {
    return around(textOf(statement[0]), () => Reflect.apply(original, this, statement))
  })
  return () => void replace(original)
}

/**
 * Sends statements that match only once so many of them are there, so that whoever says them are all equally far.
 *
 * @returns a function that ends it.
 */
export function holdUntil(count: number, matches: (text: string) => boolean): () => void {
  const { promise: all, resolve } = Promise.withResolvers<void>()
  let there = 0
  return interceptStatements((text, send) => {
    if (!matches(text)) return send()
    if (++there === count) resolve()
    return all.then(send)
  })
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement
  return typeof statement === 'object' && statement !== null && 'text' in statement ? String(statement.text) : ''
}
