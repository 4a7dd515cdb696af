const timeoutMs = 10_000

/** @returns the build of the app that answers now; null while none does. */
export async function askBuild(): Promise<string | null> {
  try {
    const response = await fetch('/build-id', { cache: 'no-store', signal: AbortSignal.timeout(timeoutMs) })
    const answer: unknown = response.ok ? await response.json() : null
    if (typeof answer !== 'object' || answer === null || !('buildId' in answer)) return null
    return typeof answer.buildId === 'string' ? answer.buildId : null
  } catch {
    return null
  }
}
