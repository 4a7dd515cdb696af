/** What the store needs of the page it lives in, injected so that tests can turn time and frames by hand. */
export interface Environment {
  /** Epoch ms of this device; never goes back, and need not be right. */
  now(): number
  /** @returns a function that cancels. */
  after(delayMs: number, run: () => void): () => void
  /** 0 ≤ n < 1. */
  random(): number
  /** Before the next frame is painted; soon, when the tab is hidden and has no frames. */
  nextFrame(run: () => void): void
  /** After the frame was painted in which this is called; never, when the tab is hidden. */
  afterPaint(run: () => void): void
  /** The browser says that the network has gone or come back. @returns a function that stops listening. */
  onNetwork(listener: (isThere: boolean) => void): () => void
}

/** Hidden tabs get no frames; their rows must not pile up. */
const hiddenFrameMs = 250

export const browserEnvironment: Environment = {
  now: () => performance.timeOrigin + performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
  nextFrame(run) {
    let isDone = false
    const once = () => {
      if (isDone) return
      isDone = true
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      run()
    }
    const frame = requestAnimationFrame(once)
    const timer = setTimeout(once, hiddenFrameMs)
  },
  afterPaint(run) {
    if (document.visibilityState === 'hidden') return
    // A message posted from a frame's callback is handled after that frame was painted.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      run()
    }
    port2.postMessage(null)
  },
  onNetwork(listener) {
    const gone = () => listener(false)
    const back = () => listener(true)
    addEventListener('offline', gone)
    addEventListener('online', back)
    return () => {
      removeEventListener('offline', gone)
      removeEventListener('online', back)
    }
  },
}
