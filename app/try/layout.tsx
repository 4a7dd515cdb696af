import type { ReactNode } from 'react'
import { LiveProvider } from '#components/live/live-provider.tsx'

// A page of the server's: the time is that of its rendering.
export default async function TryLayout({ children }: { children: ReactNode }) {
  return <LiveProvider now={Date.now()}>{children}</LiveProvider>
}
