import { afterEach, expect, test, vi } from 'vitest'
import { showNotification } from './show-notification.ts'

const shown = { body: 'Gwenn Exemple', tag: 'c-1', path: '/customers/new' }
const options = { body: 'Gwenn Exemple', tag: 'c-1', data: { path: '/customers/new' } }

afterEach(() => {
  vi.unstubAllGlobals()
})

/** As Chrome on Android, with the worker that it has. */
function letNoPageNotify(registration: { showNotification: () => Promise<void> } | undefined): void {
  const refuse = class {
    constructor() {
      throw new TypeError('Illegal constructor')
    }
  }
  vi.stubGlobal('Notification', refuse)
  vi.stubGlobal('navigator', { serviceWorker: { getRegistration: () => Promise.resolve(registration) } })
}

test('the page makes its notification itself where it may', async () => {
  const made: unknown[] = []
  const allow = class {
    constructor(...given: unknown[]) {
      made.push(given)
    }
  }
  vi.stubGlobal('Notification', allow)
  expect(await showNotification('New account', shown)).toBe(true)
  expect(made).toEqual([['New account', options]])
})

test('where only a worker may, the worker shows it', async () => {
  const registration = { showNotification: vi.fn(() => Promise.resolve()) }
  letNoPageNotify(registration)
  expect(await showNotification('New account', shown)).toBe(true)
  expect(registration.showNotification).toHaveBeenCalledExactlyOnceWith('New account', options)
})

test('without a worker, and with one that may not, it says that nothing is shown', async () => {
  for (const registration of [undefined, { showNotification: () => Promise.reject(new TypeError('not granted')) }]) {
    letNoPageNotify(registration)
    expect(await showNotification('New account', shown)).toBe(false)
  }
})
