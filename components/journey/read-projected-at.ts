const timeoutMs = 2000

/**
 * When this event was in the tables, epoch ms of the server: a patch tells it of its newest event only, and under load
 * that is another one.
 *
 * @returns null when the server no longer knows, or does not answer
 */
export async function readProjectedAt(position: string): Promise<number | null> {
  try {
    const response = await fetch(`/v1/events/${position}/stages`, { signal: AbortSignal.timeout(timeoutMs) })
    const stages: unknown = response.ok ? await response.json() : null
    if (typeof stages !== 'object' || stages === null || !('projectedAt' in stages)) return null
    return typeof stages.projectedAt === 'number' ? stages.projectedAt : null
  } catch {
    return null
  }
}
