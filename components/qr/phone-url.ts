const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether this address leads no other device here. */
export function isLoopback(origin: string): boolean {
  return loopbackHosts.has(new URL(origin).hostname)
}

/** @returns where a phone opens the page with the button, or null when no other device can reach this installation. */
export function phoneUrl(publicUrl: string | null): string | null {
  if (publicUrl === null) return null
  const url = new URL('/try', publicUrl)
  return isLoopback(url.href) ? null : url.href
}
