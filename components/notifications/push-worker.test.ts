import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, test, vi } from 'vitest'

const script = readFileSync(new URL('../../public/push-worker.js', import.meta.url), 'utf8')

interface Event {
  data?: { json: () => unknown } | null
  notification?: { close: () => void; data?: unknown }
  waitUntil: (work: Promise<void>) => void
}

/** The worker as a browser runs it, with what it is given by the browser. */
function startWorker(urls: readonly string[] = []) {
  const listeners = new Map<string, (event: Event) => void>()
  const windows = urls.map((url) => ({ url, focus: vi.fn(), navigate: vi.fn(() => Promise.resolve()) }))
  const self = {
    addEventListener: (name: string, listener: (event: Event) => void) => listeners.set(name, listener),
    registration: { showNotification: vi.fn() },
    location: { origin: 'https://vigie.example' },
    clients: { matchAll: () => Promise.resolve(windows), openWindow: vi.fn() },
  }
  runInNewContext(script, { self, URL })
  const tell = async (name: string, event: Omit<Event, 'waitUntil'>): Promise<void> => {
    let work = Promise.resolve()
    listeners.get(name)?.({
      ...event,
      waitUntil: (given) => {
        work = given
      },
    })
    await work
  }
  return { self, windows, tell }
}

describe('the worker of push messages', () => {
  test('shows what came, under its tag, and remembers where it leads', async () => {
    const { self, tell } = startWorker()
    const shown = { title: 'Out', body: 'Shoe', path: '/stock/a?alert=b', tag: 't', language: 'fr' }
    await tell('push', { data: { json: () => shown } })
    expect(self.registration.showNotification).toHaveBeenCalledExactlyOnceWith(
      'Out',
      expect.objectContaining({ body: 'Shoe', tag: 't', lang: 'fr', data: { path: '/stock/a?alert=b' } }),
    )
  })

  test('shows something for whatever came: a browser that saw nothing would withdraw', async () => {
    for (const data of [null, { json: () => JSON.parse('no json') as unknown }]) {
      const { self, tell } = startWorker()
      await tell('push', { data })
      expect(self.registration.showNotification).toHaveBeenCalledTimes(1)
    }
  })

  const click = (path: unknown) => ({ notification: { close: vi.fn(), data: { path } } })

  test('opens the alert in the window that there is, else in a new one', async () => {
    const { windows, tell } = startWorker(['https://vigie.example/', 'https://vigie.example/stock/a'])
    await tell('notificationclick', click('/stock/a?alert=b'))
    expect(windows[1]?.focus).toHaveBeenCalledTimes(1)
    expect(windows[1]?.navigate).toHaveBeenCalledExactlyOnceWith('https://vigie.example/stock/a?alert=b')
    expect(windows[0]?.navigate).not.toHaveBeenCalled()
    const none = startWorker()
    await none.tell('notificationclick', click('/stock/a?alert=b'))
    expect(none.self.clients.openWindow).toHaveBeenCalledExactlyOnceWith('https://vigie.example/stock/a?alert=b')
  })

  test('opens no other site', async () => {
    for (const path of ['https://evil.example/', '//evil.example/', 'javascript:alert(1)']) {
      const { self, windows, tell } = startWorker(['https://vigie.example/'])
      await tell('notificationclick', click(path))
      expect(self.clients.openWindow).not.toHaveBeenCalled()
      expect(windows[0]?.navigate).not.toHaveBeenCalled()
    }
  })
})
