/** Resolves when the work is done or the time is up, whichever comes first; how the work ended is not told. */
export async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const { promise: timeIsUp, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, limitMs)
  await Promise.race([timeIsUp, work.catch(() => undefined)])
  clearTimeout(timer)
}
