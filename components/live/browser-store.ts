import { browserEnvironment } from './environment.ts'
import { LiveStore } from './live-store.ts'
import { socketTransport } from './socket-transport.ts'

interface BrowserStoreOptions {
  url: string | undefined
  renderedAt: number | null
}

/** The session has ended, here or elsewhere: whoever signs in again comes back to this page. */
function signInAgain(): void {
  // Nobody signs in at a television: one that was revoked shows a code again.
  if (location.pathname === '/screen') return location.reload()
  location.replace(`/sign-in?${new URLSearchParams({ to: location.pathname + location.search }).toString()}`)
}

/** The page's store; nothing is opened before it is started. */
export function createBrowserStore({ url, renderedAt }: BrowserStoreOptions): LiveStore {
  return new LiveStore({ transport: socketTransport(url, signInAgain), environment: browserEnvironment, renderedAt })
}
