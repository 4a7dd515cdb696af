/** After Ctrl-C, answers that are on their way get this long. */
const graceMs = 3000

/** Ctrl-C: the first one lets what is in flight finish, for a short time; the second one cuts it. */
export interface Interruption extends Disposable {
  stop: AbortSignal
  cut: AbortSignal
}

export function listenForInterruption(): Interruption {
  const stop = new AbortController()
  const cut = new AbortController()
  const listener = (): void => {
    if (stop.signal.aborted) return cut.abort()
    stop.abort()
    setTimeout(() => cut.abort(), graceMs).unref()
  }
  process.on('SIGINT', listener).on('SIGTERM', listener)
  return {
    stop: stop.signal,
    cut: cut.signal,
    [Symbol.dispose]: () => {
      process.off('SIGINT', listener).off('SIGTERM', listener)
    },
  }
}
