/* What a page tells whoever looks elsewhere: the browser's own notifications and sounds, written down as they happen. */
export interface Calls {
  /** Made, and no more: a browser without windows lets the page make them, once it was allowed to, and shows none. */
  notifications: { title: string; body: string | undefined }[]
  /** Of each sound, the states that it went through. */
  tones: string[][]
}

declare global {
  interface Window {
    calls: Calls
  }
}

/** Runs in the browser, before the page's own scripts: as in Chrome on Android, pages may ask for permission and make none. */
export function letNoPageNotify(): void {
  window.Notification = class extends Notification {
    constructor(title: string) {
      super(title)
      throw new TypeError('Illegal constructor')
    }
  }
}

/** Runs in the browser, before the page's own scripts. */
export function recordCalls(): void {
  const calls: Calls = { notifications: [], tones: [] }
  window.calls = calls
  window.Notification = class extends Notification {
    constructor(title: string, options?: NotificationOptions) {
      super(title, options)
      calls.notifications.push({ title, body: options?.body })
    }
  }
  window.AudioContext = class extends AudioContext {
    constructor() {
      super()
      const states: string[] = []
      calls.tones.push(states)
      this.addEventListener('statechange', () => states.push(this.state))
    }
  }
}
