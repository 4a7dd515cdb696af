const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether this address leads no other device here. */
export function isLoopback(origin: string): boolean {
  return loopbackHosts.has(new URL(origin).hostname)
}

/**
 * @param path what lets a phone in to the page with the button
 * @returns where a phone opens it, or null when no other device can reach this installation
 */
export function phoneUrl(publicUrl: string | null, path: string | null): string | null {
  if (publicUrl === null || path === null) return null
  const url = new URL(path, publicUrl)
  return isLoopback(url.href) ? null : url.href
}
