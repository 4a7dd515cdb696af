import { LiveStore } from './live-store.ts'

export function createBrowserStore({ renderedAt }: { url: string | undefined; renderedAt: number | null }): LiveStore {
  return new LiveStore(renderedAt)
}
