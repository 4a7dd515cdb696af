import { browserEnvironment } from './environment.ts'
import { LiveStore } from './live-store.ts'
import { socketTransport } from './socket-transport.ts'

interface BrowserStoreOptions {
  url: string | undefined
  renderedAt: number | null
}

/** The page's store; nothing is opened before it is started. */
export function createBrowserStore({ url, renderedAt }: BrowserStoreOptions): LiveStore {
  return new LiveStore({ transport: socketTransport(url), environment: browserEnvironment, renderedAt })
}
