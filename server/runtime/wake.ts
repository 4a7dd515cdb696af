/** A flag that can be awaited: a notification between `reset` and `wait` is not lost. */
export function createWake() {
  let notified = false
  let wakeUp: () => void = () => undefined
  return {
    notify: () => {
      notified = true
      wakeUp()
    },
    reset: () => {
      notified = false
    },
    wait: (timeoutMs: number) =>
      new Promise<void>((resolve) => {
        if (notified) return resolve()
        const timer = setTimeout(resolve, timeoutMs)
        wakeUp = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
  }
}
